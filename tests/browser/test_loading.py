"""How much a page asks of the network, compressed as it travels."""

import pytest

KB = 1000


@pytest.fixture
def travelled(owner):
    """Opens an address; how many bytes travelled for it."""
    session = owner.context.new_cdp_session(owner)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    def open_address(address: str) -> float:
        sizes.clear()
        owner.goto(address, wait_until="networkidle")
        return sum(sizes)

    return open_address


def test_overview(travelled, product):
    first = travelled(product.at(product.demo))
    later = travelled(product.at(product.demo + "?period=180d"))
    assert 10 * KB < first <= 90 * KB
    assert later <= 30 * KB


def test_scores(travelled, product):
    assert 100 * KB < travelled(product.at(f"{product.demo}scores?by=touchpoint&by=market")) <= 350 * KB
