/// The page's style sheet and script: of its own address, as its Content-Security-Policy wants it.
enum StatusAssets {
    static let css = """
        :root{--bg:#f6f7f9;--card:#fff;--ink:#1c2330;--soft:#667085;--edge:#e3e6eb;--a:#2563eb;--b:#d97706;--bad:#c62828;--good:#1b7f4b}
        @media (prefers-color-scheme:dark){:root{--bg:#10141b;--card:#181e28;--ink:#e6e9ef;--soft:#97a1b3;--edge:#2a3240;--a:#6ea3ff;\
        --b:#f0a94a;--bad:#ff7b72;--good:#56d08e}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;\
        -webkit-text-size-adjust:100%}
        header,main,footer{max-width:1180px;margin:0 auto;padding:0 16px}
        header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 16px;padding-top:18px}
        h1{font-size:22px;margin:0;overflow-wrap:anywhere}header p{margin:0;color:var(--soft)}
        #pulse{margin-left:.6em}#pulse.lost{color:var(--bad);font-weight:600}
        h2{font-size:16px;margin:26px 0 8px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(100px,1fr));gap:10px;margin-top:16px}
        .tile,.chart,table,#errors{background:var(--card);border:1px solid var(--edge);border-radius:10px}
        .tile{padding:10px 12px}.tile b{display:block;font-size:20px;font-variant-numeric:tabular-nums;white-space:nowrap}
        .tile span,.none,.scale,.file,footer,time{color:var(--soft)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:10px;margin-top:10px}
        .chart{margin:0;padding:10px 12px}figcaption{display:flex;gap:10px;align-items:baseline;font-size:14px;flex-wrap:wrap}
        .now{font-variant-numeric:tabular-nums}.top{margin-left:auto;font-size:11px;color:var(--soft)}.key{font-size:12px;color:var(--soft)}
        .key::before{content:"";display:inline-block;width:10px;height:3px;margin-right:4px;vertical-align:middle;background:var(--a)}
        .key1::before{background:var(--b)}
        svg{display:block;width:100%;height:84px;margin-top:6px}
        svg path{vector-effect:non-scaling-stroke;fill:none}.grid{stroke:var(--edge)}.area{fill:var(--a)!important;opacity:.13}
        .line{stroke:var(--a);stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}.line1{stroke:var(--b)}
        .scale{display:flex;justify-content:space-between;font-size:11px}
        .wide{overflow-x:auto}table{width:100%;border-collapse:separate;border-spacing:0}
        th,td{padding:7px 12px;text-align:left;vertical-align:top;border-top:1px solid var(--edge)}
        thead th{border-top:0;font-weight:600;font-size:12px;color:var(--soft);white-space:nowrap}
        .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .target{width:55%;min-width:220px;overflow-wrap:anywhere}
        .slow{color:var(--b)}.bad,.warn td,.critical{color:var(--bad)}.state{font-weight:600;white-space:nowrap}.state.good{color:var(--good)}
        details{margin-top:2px}summary{cursor:pointer;color:var(--soft);font-size:13px;overflow-wrap:anywhere}
        .stack{margin:6px 0 2px;padding-left:26px;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        .stack code{display:block;white-space:pre-wrap;color:var(--ink)}
        pre{margin:6px 0;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
        #errors{list-style:none;margin:0;padding:4px 12px}#errors li{padding:6px 0;border-top:1px solid var(--edge);overflow-wrap:anywhere}
        #errors li:first-child{border-top:0}#errors summary{color:inherit;font-size:inherit}
        time{font-variant-numeric:tabular-nums}a{color:var(--a)}footer{padding:26px 16px 30px;display:flex;gap:16px;font-size:13px}
        @media (max-width:640px){
        #requests,#requests tbody,#requests tr,#requests td{display:block;width:auto;min-width:0}#requests thead{display:none}
        #requests tr{border-top:1px solid var(--edge);padding:8px 12px}#requests tr:first-child{border-top:0}
        #requests td{border:0;padding:0;text-align:left}#requests td:nth-child(-n+2),#requests td:nth-child(n+4){display:inline;\
        margin-right:10px;color:var(--soft);font-size:13px}#requests td.slow{color:var(--b)}#requests td.bad{color:var(--bad)}}

        """

    /// Asks for the page every two seconds, while it is looked at, and puts what is new in the place of what was; open
    /// details stay open.
    static let javaScript = """
        "use strict";
        (() => {
          const pulse = document.getElementById("pulse");
          const wait = ms => new Promise(done => setTimeout(done, ms));
          async function refresh() {
            const stop = new AbortController();
            const timer = setTimeout(() => stop.abort(), 8000);
            try {
              const answer = await fetch(location.href, {signal: stop.signal, cache: "no-store"});
              if (!answer.ok) throw new Error(answer.status);
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const open = new Set([...document.querySelectorAll("details[open]")].map(one => one.dataset.key));
              for (const one of page.querySelectorAll("details")) one.open = open.has(one.dataset.key);
              document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
              pulse.textContent = "";
              pulse.className = "";
            } catch (error) {
              pulse.textContent = "· no answer since " + new Date().toLocaleTimeString();
              if (pulse.className) pulse.textContent = pulse.title;
              pulse.title = pulse.textContent;
              pulse.className = "lost";
            } finally {
              clearTimeout(timer);
            }
          }
          (async () => {
            for (;;) {
              await wait(2000);
              if (!document.hidden && !getSelection().toString()) await refresh();
            }
          })();
        })();

        """
}
