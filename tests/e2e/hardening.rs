//! A forged page in the real window reaches nothing: no command that is not listed, no other place, no script of its own,
//! no picture while nobody is signed in (sync-and-trust; UU 27/2022 ps. 35 and 39).

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use ktpel_tests::{
    KitHome, Laptop, Office, Page, Window,
    laptop::text,
    process::{DEADLINE, program, start_until, wait_for},
};
use serde_json::{Value, json};

use crate::verbs::sign_in;

/// Commands that a Tauri program may have, and this one must not answer.
const UNLISTED: &[(&str, &str)] = &[
    ("plugin:fs|read_file", r#"{"path":"/etc/passwd"}"#),
    ("plugin:shell|open", r#"{"path":"/etc/passwd"}"#),
    ("plugin:shell|execute", r#"{"program":"sh","args":["-c","true"]}"#),
    ("plugin:opener|open_path", r#"{"path":"/etc/passwd"}"#),
    ("plugin:http|fetch", r#"{"clientConfig":{"url":"http://127.0.0.1:9"}}"#),
    ("plugin:dialog|save", "{}"),
    ("plugin:clipboard-manager|read_text", "{}"),
    ("plugin:window|set_title", r#"{"label":"main","value":"x"}"#),
    ("plugin:window|create", r#"{"options":{"label":"zwei"}}"#),
    ("plugin:window|close", r#"{"label":"main"}"#),
    ("plugin:webview|create_webview_window", r#"{"options":{"label":"zwei"}}"#),
    ("plugin:webview|internal_toggle_devtools", "{}"),
    ("plugin:webview|print", r#"{"label":"main"}"#),
    ("plugin:path|resolve_directory", r#"{"directory":21}"#),
    ("plugin:app|version", "{}"),
    ("plugin:event|emit", r#"{"event":"kit","payload":{}}"#),
    ("plugin:event|emit_to", r#"{"target":{"kind":"Any"},"event":"kit","payload":{}}"#),
    ("plugin:resources|close", r#"{"rid":1}"#),
    ("plugin:menu|new", r#"{"kind":"Menu"}"#),
    ("plugin:tray|new", r#"{"options":{}}"#),
    ("plugin:image|from_path", r#"{"path":"/etc/passwd"}"#),
    ("exit", "{}"),
    ("read_file", r#"{"path":"/etc/passwd"}"#),
];

/// Calls a command as a script in the page would, and gives `["ok", value]` or `["refused", message]`.
async fn invoke(page: &Page, command: &str, arguments: &Value) -> (String, String) {
    let script = "const [command, parameters, done] = arguments; \
                  window.__TAURI_INTERNALS__.invoke(command, parameters).then((v) => done(['ok', JSON.stringify(v ?? null)]), (e) => done(['refused', JSON.stringify(e)]));";
    let answer = page.0.execute_async(script, vec![json!(command), arguments.clone()]).await.unwrap();
    (text(&answer[0]), text(&answer[1]))
}

#[tokio::test]
async fn an_unlisted_command_is_refused() {
    let home = KitHome::empty();
    let window = Window::open(home.path()).await;
    let page = &window.page;
    page.see("Siapkan laptop ini").await;
    let state = invoke(page, "rpc", &json!({ "method": "app.state", "params": {} })).await;
    assert!(
        state.0 == "ok" && state.1.contains("setup"),
        "a listed command is answered, or the refusals below would say nothing: {state:?}"
    );
    for (command, arguments) in UNLISTED {
        let (word, said) = invoke(page, command, &serde_json::from_str(arguments).unwrap()).await;
        assert_eq!(word, "refused", "{command} is not listed and was answered: {said}");
        assert!(
            said.contains("not allowed") || said.contains("not found"),
            "{command} is refused by the list, not by its parameters: {said}"
        );
    }
    assert_eq!(invoke(page, "rpc", &json!({ "method": "kit.erase", "params": {} })).await.0, "refused", "no method beyond the contract");
    assert_eq!(page.script("return typeof window.__TAURI__", vec![]).await, "undefined", "Tauri's own functions are not laid out");
    window.close().await;
}

/// A web server of somebody else on this machine, which notes who comes.
struct Foreign {
    address: String,
    visits: Arc<Mutex<Vec<String>>>,
}

impl Foreign {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let visits = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&visits);
        std::thread::spawn(move || {
            for mut line in listener.incoming().flatten() {
                let mut first = [0; 32];
                line.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
                let read = line.read(&mut first).unwrap_or(0);
                noted.lock().unwrap().push(String::from_utf8_lossy(&first[..read]).into_owned());
            }
        });
        Self { address, visits }
    }

    /// Who came. Comes once itself, last, so that the notes are known to be taken and to be complete.
    fn visits(&self) -> Vec<String> {
        let mut line = TcpStream::connect(&self.address).unwrap();
        line.write_all(b"the test itself").unwrap();
        line.set_read_timeout(Some(DEADLINE)).unwrap();
        let _ended = line.read(&mut [0]);
        let mut visits = self.visits.lock().unwrap().clone();
        assert_eq!(visits.pop().as_deref(), Some("the test itself"), "a visit is noted: {visits:?}");
        // WebKitGTK opens a connection ahead while it still asks whether it may go there, and closes it without a byte.
        visits.retain(|said| !said.is_empty());
        visits
    }
}

/// Every way in which a page brings something in from elsewhere or sends something away; what answers says so in `window.tried`.
const REACH_OUT: &str = r#"
const [other] = arguments;
const tried = (window.tried = {});
const url = (name) => `http://${other}/${name}`;
// A frame and an object say "loaded" when they stay empty: for them counts what the policy reports.
const reported = { 'frame-src': 'frame', 'object-src': 'object' };
document.addEventListener('securitypolicyviolation', (v) => { const name = reported[v.effectiveDirective]; if (name) tried[name] = 'refused'; });
const element = (name, tag, attributes) => {
  const e = document.createElement(tag);
  if (!Object.values(reported).includes(name)) e.onload = () => { tried[name] = 'loaded'; };
  e.onerror = () => { tried[name] = 'refused'; };
  Object.assign(e, attributes);
  document.body.append(e);
};
const ended = (name, promise) => promise.then(() => { tried[name] = 'loaded'; }, () => { tried[name] = 'refused'; });
const socket = (name, make) => { try { const s = make(); s.onopen = () => { tried[name] = 'loaded'; }; s.onerror = () => { s.close(); tried[name] = 'refused'; }; } catch { tried[name] = 'refused'; } };
const xhr = () => new Promise((end, fail) => { const x = new XMLHttpRequest(); x.onload = end; x.onerror = fail; x.open('GET', url('xhr')); x.send(); });
element('picture', 'img', { src: url('picture') });
element('script', 'script', { src: url('script') });
element('frame', 'iframe', { src: url('frame') });
element('object', 'object', { data: url('object'), type: 'text/html' });
element('film', 'video', { src: url('film') });
element('sheet', 'link', { rel: 'stylesheet', href: url('sheet') });
ended('fetch', fetch(url('fetch'), { mode: 'no-cors' }));
ended('post', fetch(url('post'), { method: 'POST', mode: 'no-cors', body: 'x' }));
ended('module', import(url('module')));
ended('xhr', xhr());
socket('socket', () => new WebSocket(`ws://${other}/socket`));
socket('events', () => new EventSource(url('events')));
navigator.sendBeacon(url('beacon'), 'x');
tried.window = window.open(url('window')) === null ? 'refused' : 'loaded';
"#;

/// The names under which [`REACH_OUT`] says what became of each way.
const WAYS: &[&str] =
    &["picture", "script", "frame", "object", "film", "sheet", "fetch", "post", "module", "xhr", "socket", "events", "window"];

/// Ways of leaving the page; none of them answers, so the page must simply still be there.
const LEAVE: &[&str] = &[
    "location.href = `http://${arguments[0]}/leave`",
    "location.replace(`http://${arguments[0]}/replace`)",
    "location.href = 'file:///etc/hostname'",
    "location.href = 'data:text/html,<script>1</script>'",
    "location.href = 'lampiran://localhost/' + '0'.repeat(64)",
    "const a = document.createElement('a'); a.href = `http://${arguments[0]}/link`; document.body.append(a); a.click()",
    "const a = document.createElement('a'); a.href = `http://${arguments[0]}/blank`; a.target = '_blank'; document.body.append(a); a.click()",
    "const a = document.createElement('a'); a.href = `http://${arguments[0]}/save`; a.download = 'x'; document.body.append(a); a.click()",
    "const f = document.createElement('form'); f.action = `http://${arguments[0]}/form`; f.method = 'post'; document.body.append(f); f.submit()",
    "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = `0;url=http://${arguments[0]}/refresh`; document.head.append(m)",
];

#[tokio::test]
async fn nothing_of_another_place_is_loaded() {
    let home = KitHome::empty();
    let window = Window::open(home.path()).await;
    let page = &window.page;
    page.see("Siapkan laptop ini").await;
    let foreign = Foreign::open();
    page.script(REACH_OUT, vec![json!(foreign.address)]).await;
    for way in WAYS {
        let word = page
            .wait(&format!("the end of {way}"), async || {
                let word = page.0.execute("return window.tried[arguments[0]] ?? null", vec![json!(way)]).await?;
                Ok(word.as_str().map(str::to_owned))
            })
            .await;
        assert_eq!(word, "refused", "{way} of another place");
    }
    page.script("window.stayed = true", vec![]).await;
    for leave in LEAVE {
        page.script(leave, vec![json!(foreign.address)]).await;
        // The answer of a command comes after the decision about the navigation that was asked for before it.
        assert_eq!(invoke(page, "rpc", &json!({ "method": "app.state", "params": {} })).await.0, "ok", "{leave}");
        let here = page.script("return [location.href.split('#')[0], window.stayed === true]", vec![]).await;
        assert_eq!(here, json!(["tauri://localhost", true]), "the page must not be left: {leave}");
    }
    assert_eq!(foreign.visits(), Vec::<String>::new(), "not one byte left the window");
    window.close().await;
}

/// Ways to run a script that is not a file of the program; each would set a property of `window.ran`.
const RUN: &str = r#"
const done = arguments[0];
const ran = (window.ran = {});
window.refusedScripts = 0;
document.addEventListener('securitypolicyviolation', () => { window.refusedScripts += 1; });
const tryTo = (run) => { try { run(); } catch { /* refused at once */ } };
const add = (tag, attributes, markup) => { const e = document.createElement(tag); for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v); if (markup) e.textContent = markup; document.body.append(e); return e; };
tryTo(() => add('script', {}, 'window.ran.inline = true'));
tryTo(() => add('script', { type: 'module' }, 'window.ran.module = true'));
tryTo(() => { document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran.handler = true">'); });
tryTo(() => add('button', { onclick: 'window.ran.click = true' }).click());
tryTo(() => { add('a', { href: 'javascript:window.ran.link = true' }).click(); });
tryTo(() => { eval('window.ran.eval = true'); });
tryTo(() => { new Function('window.ran.function = true')(); });
tryTo(() => { setTimeout('window.ran.timeout = true', 0); });
const wait = (e) => new Promise((end) => { e.onload = end; e.onerror = end; });
const blob = URL.createObjectURL(new Blob(['window.ran.blob = true'], { type: 'text/javascript' }));
Promise.all([
  wait(add('script', { src: 'data:text/javascript,window.ran.data=true' })),
  wait(add('script', { src: blob })),
  wait(add('script', { src: 'lampiran://localhost/' + '0'.repeat(64) })),
  import(blob).catch(() => {}),
]).then(() => setTimeout(() => done([Object.keys(ran), window.refusedScripts]), 0));
"#;

#[tokio::test]
async fn a_script_that_is_no_file_of_the_program_does_not_run() {
    let home = KitHome::empty();
    let window = Window::open(home.path()).await;
    window.page.see("Siapkan laptop ini").await;
    let answer = window.page.0.execute_async(RUN, vec![]).await.unwrap();
    assert_eq!(answer[0], json!([]), "scripts that ran");
    assert!(answer[1].as_u64().unwrap() >= 8, "the page's policy refused them: {answer}");
    window.close().await;
}

/// Whether the window shows the picture of that address. Asked again until it says so: a page that is just being locked loses a script's answer.
async fn shows(page: &Page, address: &str) -> bool {
    let begin = "window.shown = null; const i = new Image(); i.onload = () => { window.shown = i.naturalWidth > 0; }; i.onerror = () => { window.shown = false; }; \
                 i.src = arguments[0]; window.keptPicture = i;";
    page.script(begin, vec![json!(address)]).await;
    page.wait("the picture, or that there is none", async || Ok(page.0.execute("return window.shown", vec![]).await?.as_bool())).await
}

#[tokio::test]
async fn an_attachment_is_shown_only_while_an_operator_is_signed_in() {
    let (_office, laptop, hash) = tokio::task::spawn_blocking(recorded_face).await.unwrap();
    let window = Window::open(laptop.path()).await;
    let page = &window.page;
    page.see("kata sandi").await;
    let address = format!("lampiran://localhost/{hash}");
    assert!(!shows(page, &address).await, "nobody unlocked the kit");
    sign_in(page, &laptop.operator).await;
    assert!(shows(page, &address).await, "the operator sees what was recorded");
    for other in [format!("lampiran://localhost/{}", "0".repeat(64)), format!("{address}/"), format!("lampiran://localhost/..%2f{hash}")] {
        assert!(!shows(page, &other).await, "{other} is no attachment");
    }
    let read = "const done = arguments[1]; fetch(arguments[0]).then((r) => r.arrayBuffer()).then((b) => done(b.byteLength), () => done('refused'))";
    assert_eq!(page.0.execute_async(read, vec![json!(address)]).await.unwrap(), "refused", "a script may show it, not read it");
    page.script("window.__TAURI_INTERNALS__.invoke('rpc', { method: 'session.lock', params: {} })", vec![]).await;
    page.find("button", &laptop.operator).await;
    page.wait("the window to forget the picture", async || Ok((!shows(page, &address).await).then_some(()))).await;
    window.close().await;
}

/// A kit with one recorded face, stopped, and the hash of the picture.
fn recorded_face() -> (Office, Laptop, String) {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Amiruddin");
    let id = laptop.serve_lost_card(&laptop.residents_with_card()[0]);
    let case = laptop.case(&id);
    let photo = case["captures"].as_array().unwrap().iter().find(|capture| capture["slot"] == "foto_kartu").unwrap();
    let hash = text(&photo["takes"][0]["hash"]);
    laptop.kill();
    (office, laptop, hash)
}

#[test]
fn no_core_dump_of_the_kit_or_of_its_browser() {
    let home = KitHome::empty();
    let mut command = std::process::Command::new(program("ktpel-web-host"));
    let (host, _) = start_until(command.env("KTPEL_DATA_DIR", home.path()), "#token=");
    let limits = wait_for("the limits of the program", || std::fs::read_to_string(format!("/proc/{}/limits", host.0.id())).ok());
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let figures: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(figures, ["1", "1"], "one byte: neither a file nor a collector gets the memory (core(5))");
}
