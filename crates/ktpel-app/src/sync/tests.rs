//! What the frame is told of what waits, and the choice of what the line carries.

use ktpel_ipc::{
    Kit,
    views::{Empty, LineLoad, LoadParams, StatusView, StockParams},
};

use crate::{
    lock,
    testing::{SITI, TestKit, WORDS},
};

fn told(kit: &TestKit) -> StatusView {
    lock(&kit.app.host().told).take().expect("the frame is told")
}

#[test]
fn what_belongs_to_no_case_waits_as_well_and_the_frame_is_told() {
    let kit = TestKit::new();
    let before = kit.app.status_get(Empty {}).unwrap();
    assert_eq!((before.unsent, before.unsent_cases), (before.unsent_apart, 0), "people have signed in, nobody was served");
    kit.app.stock_receive(StockParams { first: "BK0001".to_owned(), count: 10 }).unwrap();
    let after = told(&kit);
    assert_eq!((after.unsent, after.unsent_apart, after.unsent_cases), (before.unsent + 1, before.unsent_apart + 1, 0));
    kit.case();
    let after = told(&kit);
    assert_eq!((after.unsent_cases, after.unsent_apart), (1, before.unsent_apart + 1), "a case is counted as a case");
    kit.app.status_get(Empty {}).unwrap();
    assert!(lock(&kit.app.host().told).is_none(), "looking changes nothing");
}

#[test]
fn text_first_is_a_choice_that_outlives_the_program() {
    let kit = TestKit::new();
    let load = |kit: &TestKit| kit.app.status_get(Empty {}).unwrap().load;
    assert_eq!(load(&kit), LineLoad::Everything);
    kit.app.sync_load(LoadParams { load: LineLoad::TextOnly }).unwrap();
    assert_eq!(told(&kit).load, LineLoad::TextOnly);
    let kit = kit.restarted();
    kit.unlock(WORDS).unwrap();
    kit.sign_in(SITI).unwrap();
    assert_eq!(load(&kit), LineLoad::TextOnly);
    kit.app.sync_load(LoadParams { load: LineLoad::Everything }).unwrap();
    assert_eq!(load(&kit), LineLoad::Everything);
}
