"use strict";
const list = document.getElementById("tasks"), url = list.dataset.url;
const send = (target, method, body) => fetch(target, {
  method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
document.getElementById("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  await send(url, "POST", { title: event.target.title.value });
  location.reload();
});
list.addEventListener("change", (event) => send(url + "/" + event.target.dataset.id, "PATCH", { done: event.target.checked }));
document.getElementById("digest").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target) });
  document.querySelector("output").textContent = JSON.stringify(await answer.json());
});
