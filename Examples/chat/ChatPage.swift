func chatPage(token: String) -> String {
    """
    <!doctype html>
    <meta charset="utf-8">
    <title>Chat</title>
    <style>
      body { font: 16px/1.5 system-ui; max-width: 36em; margin: 2em auto; padding: 0 1em }
      #inbox p { margin: .2em 0; padding: .3em .6em; background: #eef; border-radius: .4em; overflow-wrap: anywhere }
      input[name=body] { width: 80% }
    </style>
    <h1>Chat</h1>
    <div id="inbox"></div>
    <form id="form">\(token)<input name="body" maxlength="500" autofocus autocomplete="off"><button>Send</button></form>
    <script>
      const inbox = document.getElementById("inbox"), form = document.getElementById("form");
      let last = 0;
      async function poll() {
        for (;;) {
          try {
            const answer = await fetch("/updates?after=" + last);
            for (const message of await answer.json()) {
              const line = document.createElement("p");
              line.textContent = message.body;
              inbox.append(line);
              last = message.id;
            }
          } catch { await new Promise(done => setTimeout(done, 1000)); }
        }
      }
      form.onsubmit = async event => {
        event.preventDefault();
        const answer = await fetch("/new", { method: "POST", body: new URLSearchParams(new FormData(form)) });
        // What was refused can be sent again.
        if (answer.ok) form.body.value = ""; else alert("Not sent: " + answer.status);
      };
      poll();
    </script>
    """
}
