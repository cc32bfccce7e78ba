"use strict";
// Shows the stream's lines as they arrive.
const button = document.getElementById("start"), lines = document.getElementById("lines");
button.addEventListener("click", async () => {
  button.disabled = true;
  lines.textContent = "";
  try {
    const reader = (await fetch(button.dataset.url)).body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      lines.textContent += value;
      lines.scrollTop = lines.scrollHeight;
    }
  } catch (error) {
    lines.textContent += "\n" + error;
  }
  button.disabled = false;
});
