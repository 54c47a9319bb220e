//! From the team's words to the board of the day with all its cases: once without a window, once on the page itself.

use std::path::Path;

use ktpel_tests::{
    Page, Window,
    kit::{DEMO_PASSPHRASE, DEMO_PIN},
    process::program,
};
use serde_json::json;

use super::{cases::Kit, memory};
use crate::figure::{Times, median, report, timed};

const RUNS: usize = 5;
/// The list of operators.
const OPERATORS: &str = "ul[aria-label='Siapa yang bekerja?'] button";
/// A person on the board.
const CARD: &str = "[data-card]";

/// Unlocking, signing in and asking for the board in this process: what the kit does without the page.
pub fn in_process(home: &Path) {
    let (mut unlock, mut sign_in, mut board) = (Times::default(), Times::default(), Times::default());
    for _ in 0..RUNS {
        let kit = Kit::locked(home);
        let (state, time) = timed(|| kit.unlock());
        unlock.push(time);
        let (_, time) = timed(|| kit.sign_in(&state));
        sign_in.push(time);
        let (_, time) = timed(|| kit.ask("board.get", json!({})));
        board.push(time);
    }
    for (name, times) in [("unlock_call_ms", unlock), ("sign_in_call_ms", sign_in), ("board_get_call_ms", board)] {
        report(name, times.median_ms(), "ms", times.len(), None);
    }
}

/// The same in the window: from the Enter that sends the words until the operators are painted, and from the Enter that sends the
/// PIN until the first card of the board is painted. The page's own clock; typing does not count.
pub fn in_the_window(home: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut operators, mut board, mut pss) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        runtime.block_on(async {
            let window = Window::open(home).await;
            let page = &window.page;
            page.type_into("Lima kata sandi tim", DEMO_PASSPHRASE).await;
            operators.push(press_until(page, "Buka", OPERATORS).await);
            page.script("document.querySelector(arguments[0]).click()", vec![json!(OPERATORS)]).await;
            page.type_into("PIN", DEMO_PIN).await;
            board.push(press_until(page, "Masuk", CARD).await);
            let kit = memory::find(std::process::id(), &program("ktpel-field")).expect("the window runs below this process");
            pss.push(memory::pss_mb(kit));
            window.close().await;
        });
    }
    let sum = operators.iter().zip(&board).map(|(one, other)| one + other).collect();
    report("operators_after_unlock_ms", median(operators), "ms", RUNS, None);
    report("board_after_sign_in_ms", median(board), "ms", RUNS, None);
    report("board_after_unlock_ms", median(sum), "ms", RUNS, None);
    report("pss_board_mb", median(pss), "MB", RUNS, None);
}

/// Starts the page's clock at the next press of a button, and stops it in the second frame after `selector` is there: then it is painted.
const CLOCK: &str = r"
const [selector] = arguments;
const clock = (window.ukur = { ms: null });
let start = null;
addEventListener('submit', () => { start = performance.now(); }, { capture: true, once: true });
const observer = new MutationObserver(() => {
  if (start === null || !document.querySelector(selector)) return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { clock.ms = performance.now() - start; }));
});
observer.observe(document.body, { childList: true, subtree: true });
";

async fn press_until(page: &Page, button: &str, selector: &str) -> f64 {
    page.script(CLOCK, vec![json!(selector)]).await;
    page.press(button).await;
    page.wait(&format!("{selector} after {button}"), async || Ok(page.0.execute("return window.ukur.ms", vec![]).await?.as_f64())).await
}
