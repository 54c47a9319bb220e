//! A page in the window or in a browser, driven as a person would: by role, label and key.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use fantoccini::{Client, elements::Element, error::CmdError, key::Key};
use serde_json::{Value, json};

use crate::process::DEADLINE;

/// Finds a visible, enabled element by role and accessible name.
const FIND: &str = r#"
const [role, name, scope] = arguments;
const roles = {
  button: 'button, [role=button], summary', link: 'a[href], [role=link]', textbox: 'input:not([type=radio]):not([type=checkbox]), textarea, select, [role=combobox], [role=textbox]',
  radio: 'input[type=radio], [role=radio]', checkbox: 'input[type=checkbox], [role=checkbox]', heading: 'h1, h2, h3, h4', option: 'option, [role=option]',
  tab: '[role=tab]', dialog: 'dialog[open], [role=dialog]', any: '*', listitem: 'li', step: 'ol button', row: 'tr, [role=row]',
};
const squash = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const spoken = (e) => { const copy = e.cloneNode(true); copy.querySelectorAll('[aria-hidden=true]').forEach((hidden) => hidden.remove()); return squash(copy.textContent); };
const labelOf = (e) => {
  if (e.hasAttribute('aria-label')) return squash(e.getAttribute('aria-label'));
  const by = e.getAttribute('aria-labelledby');
  if (by) return squash(by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
  if (e.labels?.length) return squash([...e.labels].map((l) => l.textContent).join(' '));
  return spoken(e);
};
const visible = (e) => { const r = e.getBoundingClientRect(); const s = getComputedStyle(e); return r.width > 0 && r.height > 0 && s.visibility !== 'hidden' || (e.matches('input[type=radio], input[type=checkbox]') && e.labels?.length); };
const open = [...document.querySelectorAll('dialog[open], [role=dialog]')].filter(visible).at(-1);
const root = scope === 'page' ? document : (open ?? document);
const all = [...root.querySelectorAll(roles[role] ?? role)].filter((e) => visible(e) && !e.disabled && !e.closest('[inert]'));
// A busy button must not be taken for another one that only holds its word.
const loose = role === 'button' ? undefined : all.find((e) => labelOf(e).includes(name));
return all.find((e) => labelOf(e) === name) ?? all.find((e) => labelOf(e).startsWith(name)) ?? loose ?? null;
"#;

const FOCUS: &str = "arguments[0].scrollIntoView({block: 'nearest'}); arguments[0].focus()";

/// One page.
#[derive(Clone)]
pub struct Page(pub Client);

impl Page {
    /// Waits for the element of that role whose label is, starts with, or holds `name`.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        self.wait(&format!("{role} {name:?}"), async || {
            let found = self.0.execute(FIND, vec![json!(role), json!(name), json!("dialog")]).await?;
            if found.is_null() { Ok(None) } else { self.0.find(fantoccini::Locator::Css("html")).await.map(|_| Some(found)) }
        })
        .await
        .pipe(|value| Element::from_element_id(self.0.clone(), element_id(&value)))
    }

    /// Whether such an element is there now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        !self.0.execute(FIND, vec![json!(role), json!(name), json!("dialog")]).await.expect("the page answers").is_null()
    }

    /// Presses a button as a person would: focuses it and presses Enter, so that the keyboard path is the tested path.
    pub async fn press(&self, name: &str) {
        self.activate("button", name).await;
    }

    /// Follows a link or tab of that name by keyboard.
    pub async fn activate(&self, role: &str, name: &str) {
        self.key_on(role, name, &char::from(Key::Enter).to_string()).await;
    }

    /// Chooses a radio button or ticks a check box by keyboard.
    pub async fn tick(&self, role: &str, name: &str) {
        self.key_on(role, name, " ").await;
    }

    /// Gives an element the focus and a key. Where the page was drawn anew in between, nothing was pressed yet: it is looked for again.
    async fn key_on(&self, role: &str, name: &str, key: &str) {
        self.wait(&format!("{role} {name:?} to take a key"), async || {
            let found = self.0.execute(FIND, vec![json!(role), json!(name), json!("dialog")]).await?;
            if found.is_null() {
                return Ok(None);
            }
            self.0.execute(FOCUS, vec![found.clone()]).await?;
            let element = Element::from_element_id(self.0.clone(), element_id(&found));
            element.send_keys(key).await.map(Some)
        })
        .await;
    }

    /// Types into the field of that label, replacing what is there.
    pub async fn type_into(&self, label: &str, text: &str) {
        let element = self.find("textbox", label).await;
        self.focus(&element).await;
        element.clear().await.expect("the field can be cleared");
        element.send_keys(text).await.expect("the field takes keys");
    }

    /// Presses a button inside a named group, e.g. the answer to one requirement.
    pub async fn press_in(&self, group: &str, name: &str) {
        let script = "const [group, name] = arguments; const g = [...document.querySelectorAll('[role=group]')].find((g) => g.getAttribute('aria-label') === group); \
                      const b = g && [...g.querySelectorAll('button')].find((b) => b.textContent.trim() === name && !b.disabled); if (!b || g.closest('[inert]')) return null; b.focus(); return b;";
        let found = self
            .wait(&format!("button {name:?} in {group:?}"), async || {
                let found = self.0.execute(script, vec![json!(group), json!(name)]).await?;
                Ok((!found.is_null()).then_some(found))
            })
            .await;
        let button = Element::from_element_id(self.0.clone(), element_id(&found));
        button.send_keys(&char::from(Key::Enter).to_string()).await.expect("the button takes a key");
    }

    /// Chooses an option of a select by typing its first word, as a person at the keyboard does.
    pub async fn pick(&self, label: &str, option: &str) {
        let element = self.find("textbox", label).await;
        self.focus(&element).await;
        // A space would open the list instead of narrowing it.
        element.send_keys(option.split(' ').next().unwrap_or(option)).await.expect("the select takes keys");
        let chosen = self.script("return arguments[0].selectedOptions?.[0]?.textContent.trim() ?? ''", vec![json!(element)]).await;
        let chosen = chosen.as_str().unwrap_or_default();
        assert!(chosen.to_lowercase().starts_with(&option.to_lowercase()), "typing {option:?} into {label} chose {chosen:?}");
    }

    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        let focused = self.0.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("the element takes keys");
    }

    /// Waits until the text stands somewhere on the page.
    pub async fn see(&self, text: &str) {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.wait(&format!("text {text:?}"), async || {
            let seen = self.0.execute(script, vec![json!(text)]).await?;
            Ok((seen == json!(true)).then_some(()))
        })
        .await;
    }

    /// Waits until one of two texts stands on the page, and says which; the first wins.
    pub async fn see_either<'t>(&self, first: &'t str, second: &'t str) -> &'t str {
        let script = "const text = document.body.innerText.replace(/\\s+/g, ' '); return [...arguments].findIndex((t) => text.includes(t))";
        self.wait(&format!("text {first:?} or {second:?}"), async || {
            let seen = self.0.execute(script, vec![json!(first), json!(second)]).await?;
            Ok(match seen.as_i64() {
                Some(0) => Some(first),
                Some(1) => Some(second),
                _ => None,
            })
        })
        .await
    }

    /// All visible text.
    pub async fn text(&self) -> String {
        let text = self.0.execute("return document.body.innerText", vec![]).await.expect("the page answers");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script and gives its value.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.0.execute(script, arguments).await.unwrap_or_else(|error| panic!("script failed: {error}\n{script}"))
    }

    /// Takes a picture of the page.
    pub async fn picture(&self, file: &Path) {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).expect("the folder can be made");
        }
        std::fs::write(file, self.0.screenshot().await.expect("a picture can be taken")).expect("the picture can be written");
    }

    async fn focus(&self, element: &Element) {
        self.0.execute(FOCUS, vec![json!(element)]).await.expect("the element can have the focus");
    }

    /// Waits on a condition; on failure shows what the page said.
    pub async fn wait<T>(&self, what: &str, mut check: impl AsyncFnMut() -> Result<Option<T>, CmdError>) -> T {
        let start = Instant::now();
        loop {
            // An element may vanish between two calls: then look again.
            if let Ok(Some(value)) = check().await {
                return value;
            }
            if start.elapsed() > DEADLINE {
                let file = std::env::temp_dir().join(format!("ktpel-failure-{}.png", std::process::id()));
                self.picture(&file).await;
                panic!("gave up waiting for {what}; picture: {}\n--- the page says ---\n{}", file.display(), self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn element_id(value: &Value) -> fantoccini::elements::ElementRef {
    let id = value.as_object().and_then(|object| object.values().next()).and_then(Value::as_str).expect("WebDriver names elements by id");
    fantoccini::elements::ElementRef::from(id.to_owned())
}

trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}
impl Pipe for Value {}
