//! GET /api/events: what changed, as server-sent events. Ids only; the dashboard loads what it shows.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use super::{problem::Problem, user::User, views::LiveEvent};
use crate::host::App;

const PING: Duration = Duration::from_secs(15);

pub async fn events(State(app): State<App>, user: User) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Problem> {
    let office = app.office.clone();
    let alive = move || office.sessions.is_open(user.session, office.clock.monotonic_ms());
    let news = BroadcastStream::new(app.office.listen()).take_while(move |_| std::future::ready(alive()));
    // A listener that fell behind ends: the browser connects again and loads everything anew.
    let news = news.take_while(|item| std::future::ready(!matches!(item, Err(BroadcastStreamRecvError::Lagged(_)))));
    let events = news.filter_map(|item| std::future::ready(item.ok().and_then(|event| to_event(&event)))).map(Ok);
    let hello = futures_util::stream::iter([Ok(Event::default().comment("ktpel"))]);
    let stream = hello.chain(events).take_until(app.stopped());
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(PING)))
}

fn to_event(event: &LiveEvent) -> Option<Event> {
    Event::default().json_data(event).ok()
}
