"""What other rooms may use of webhooks."""

from cocreate_server.ground.webhooks.announcing import TooLarge, announce, announce_list, is_heard
from cocreate_server.ground.webhooks.kinds import kind_register

__all__ = ["TooLarge", "announce", "announce_list", "is_heard", "kind_register"]
