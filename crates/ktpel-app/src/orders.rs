//! Orders of the office to this kit: a revocation is remembered and shown, a wipe is carried out. An order that the office did not sign for this very
//! device does nothing.

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_store::{StoreError, Tx};
use ktpel_sync::order::{Order, OrderKind, from_hex, to_hex};

use crate::{App, Host, act::stored, lock, opened::Opened, wipe};

/// Setting with the signed revocation, hexadecimal.
const REVOKED: &str = "order/revoked";
/// Name of the value under which a refusal carries the order that came with it.
pub(crate) const ORDER: &str = "order";

/// Since when the office refuses this kit; none while it does not.
pub(crate) fn revoked_since(opened: &Opened) -> Result<Option<Timestamp>, Problem> {
    let kept = opened.store.settings().find(REVOKED).map_err(stored)?;
    Ok(kept.and_then(|text| read(opened, &text)).map(|order| order.issued()))
}

/// The office took the kit in again.
pub(crate) fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.settings().remove(REVOKED)
}

/// Does what the order says that came with a refusal, and gives the problem to show. Every other problem stays as it is.
pub(crate) fn obey<H: Host>(app: &App<H>, mut problem: Problem) -> Problem {
    let Some(text) = problem.params.remove(ORDER) else { return problem };
    let refused = Problem::new(ProblemCode::ServerRefused).with("what", "revoked");
    let mut state = lock(&app.state);
    let Some(opened) = state.as_mut() else { return refused };
    let Some(order) = read(opened, &text) else { return refused };
    // An exchange after the order took the kit in again: what comes now is a copy of old times.
    if order.issued() <= opened.lease.met() {
        tracing::warn!("an order from before the last exchange is no order");
        return refused;
    }
    match order.kind {
        OrderKind::Revoke => remember(opened, &order).unwrap_or_else(|problem| problem),
        OrderKind::Wipe => {
            let begun = wipe::begin(app.dir(), opened, &order, app.host().now());
            match begun {
                Ok(()) => {
                    // Closes the store and wipes the keys from memory.
                    *state = None;
                    drop(state);
                    wipe::finish(app)
                }
                Err(problem) => problem,
            }
        }
    }
}

fn remember(opened: &mut Opened, order: &Order) -> Result<Problem, Problem> {
    let text = to_hex(&order.to_bytes());
    opened.store.write(|tx| tx.settings().put(REVOKED, &text)).map_err(stored)?;
    Ok(Problem::new(ProblemCode::Revoked).with("at_ms", order.issued_ms))
}

fn read(opened: &Opened, text: &str) -> Option<Order> {
    let order = Order::read(&from_hex(text)?, opened.device.id(), &opened.office.server_key()?);
    if let Err(error) = order {
        tracing::warn!(%error, "what came is no order of the office to this kit");
    }
    order.ok()
}
