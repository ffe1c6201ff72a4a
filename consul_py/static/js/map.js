// Where the district has set a tile address, Leaflet replaces the drawn sheet. The list beside it stays the text of the map.

for (const map of document.querySelectorAll("[data-map][data-tiles]")) {
  const places = [...map.querySelectorAll("[data-lat]")];
  if (!globalThis.L || !places.length) continue;
  const frame = map.querySelector("[data-map-frame]");
  const label = frame.querySelector("svg").getAttribute("aria-label");
  frame.replaceChildren();
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", label);
  const view = L.map(frame, { scrollWheelZoom: false });
  L.tileLayer(map.dataset.tiles, { attribution: map.dataset.tilesCredit ?? "" }).addTo(view);
  const points = places.map((place) => [Number(place.dataset.lat), Number(place.dataset.lon)]);
  places.forEach((place, index) => {
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
    const mark = L.circleMarker(points[index], { radius: 9, weight: 3, color: "#fff", fillColor: colour, fillOpacity: 1 }).addTo(view);
    const words = document.createElement("div");
    words.append(...[...place.childNodes].map((node) => node.cloneNode(true)));
    mark.bindPopup(words);
    place.addEventListener("mouseenter", () => mark.openPopup());
  });
  view.fitBounds(points, { padding: [30, 30], maxZoom: 14 });
}
