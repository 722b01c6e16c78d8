// Keeps the kiosk's page at hand, so that it opens without a connection; always the newest one where there is one.
const STORE = "cocreate-kiosk";
const isOurs = (address) => /^\/s\/[^/]+\/kiosk$/.test(address.pathname) || address.pathname.startsWith("/static/built/");
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin || !isOurs(address)) return;
  event.respondWith(
    fetch(event.request)
      .then((answer) => {
        if (answer.ok) {
          const copy = answer.clone();
          event.waitUntil(caches.open(STORE).then((store) => store.put(event.request, copy)));
        }
        return answer;
      })
      .catch(() => caches.match(event.request, { ignoreSearch: true }).then((kept) => kept || Response.error())),
  );
});
