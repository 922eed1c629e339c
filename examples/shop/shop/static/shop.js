import { euros } from "./money.js";

/** Show the number of things in the basket. */
async function showCount() {
  const answer = await fetch("/api/basket");
  if (!answer.ok) return;
  const basket = await answer.json();
  const place = document.getElementById("basket-count");
  place.textContent = basket.count ? `(${basket.count}, ${euros(basket.total)})` : "";
}

/** Offer product names while somebody types into the search box. */
function suggest(box, list) {
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`/api/products?q=${encodeURIComponent(box.value)}`);
      if (!answer.ok) return;
      const options = (await answer.json()).map((product) => {
        const option = document.createElement("option");
        option.value = product.name;
        return option;
      });
      list.replaceChildren(...options);
    }, 200);
  });
}

showCount();
const box = document.getElementById("search");
if (box) suggest(box, document.getElementById("suggestions"));
