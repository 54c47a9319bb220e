use image::GenericImageView;

use super::*;
use crate::{Mutu, mutu};

fn dimensions(slot: Slot) -> (u32, u32) {
    match slot.modality() {
        Modality::Wajah => (480, 640),
        Modality::Iris => (640, 480),
        Modality::SidikJari => (400, 500),
        Modality::TandaTangan => (600, 220),
    }
}

#[test]
fn every_slot_gives_a_picture_of_its_device() {
    let simulator = Simulator::new(7);
    for slot in Slot::ALL {
        let take = simulator.take(slot).or_else(|_| simulator.take(slot)).unwrap();
        let picture = image::load_from_memory(&take.bytes).unwrap();
        assert_eq!(picture.dimensions(), dimensions(slot), "{slot}");
        assert!(take.bytes.len() < 150_000, "{slot}: {} bytes would fill laptops and lines", take.bytes.len());
        assert_eq!(take.mime == "image/png", slot == Slot::TandaTangan, "{slot}: the signature alone needs a transparent ground");
    }
}

#[test]
fn the_same_person_looks_the_same_and_another_does_not() {
    for slot in [Slot::Wajah, Slot::IrisKiri, Slot::JariKanan2, Slot::TandaTangan] {
        let picture = |subject| draw(subject, slot, 80).bytes;
        assert_eq!(picture(41), picture(41), "{slot}: a demo must look the same on every machine");
        assert_ne!(picture(41), picture(42), "{slot}: two people must be told apart");
    }
    assert_ne!(draw(41, Slot::JariKanan2, 80).bytes, draw(41, Slot::JariKiri2, 80).bytes, "no two fingers are alike");
}

#[test]
fn one_finger_slips_once_and_a_second_attempt_is_good() {
    for subject in 0..200 {
        let first: Vec<Turn> = Modality::SidikJari.slots().map(|slot| turn(subject, slot, 1)).collect();
        let slipped = first.iter().filter(|turn| **turn == Turn::Slip).count();
        assert_eq!(slipped, 1, "retaking after a slip must be exercised with every person ({subject})");
        let is = |turn: &Turn, modality, word| matches!(turn, Turn::Quality(quality) if mutu(modality, *quality) == word);
        let poor = first.iter().filter(|turn| is(turn, Modality::SidikJari, Mutu::Kurang)).count();
        assert_eq!(poor, 1, "retaking a poor take must be exercised with every person ({subject})");
        for slot in Slot::ALL {
            assert!(is(&turn(subject, slot, 2), slot.modality(), Mutu::Baik), "{slot}: patience must be rewarded ({subject})");
        }
    }
}

#[test]
fn someone_else_begins_with_a_first_attempt() {
    let simulator = Simulator::new(3);
    let slipping = Modality::SidikJari.slots().nth(3).unwrap();
    assert!(simulator.take(slipping).is_err(), "the fourth finger of person 3 slips");
    simulator.present(3);
    assert!(simulator.take(slipping).is_ok(), "but only once, although the person is announced before every take");
    simulator.present(13);
    assert!(simulator.take(slipping).is_err(), "the next person has the same bad luck, counted anew");
}

#[test]
fn a_pulled_plug_concerns_its_own_device_only() {
    let simulator = Simulator::new(1);
    simulator.unplug(Modality::Iris);
    assert_eq!(simulator.take(Slot::IrisKiri), Err(DeviceError::NotConnected { modality: Modality::Iris }));
    assert_eq!(simulator.preview(Slot::IrisKanan, 0), Err(DeviceError::NotConnected { modality: Modality::Iris }));
    assert!(simulator.take(Slot::Wajah).is_ok(), "the camera has its own cable");
    simulator.plug(Modality::Iris);
    assert!(simulator.preview(Slot::IrisKanan, 0).is_ok());
}

#[test]
fn the_live_picture_changes_and_its_quality_rises() {
    let simulator = Simulator::new(2);
    for slot in [Slot::Wajah, Slot::IrisKiri, Slot::JariKiri1, Slot::TandaTangan] {
        let (early, late) = (simulator.preview(slot, 100).unwrap(), simulator.preview(slot, 2400).unwrap());
        assert_ne!(early.bytes, late.bytes, "{slot}: a still picture would look like a hung device");
        assert!(early.quality < late.quality, "{slot}: {} then {}", early.quality, late.quality);
    }
}

#[test]
fn previews_are_small_enough_to_stream() {
    let simulator = Simulator::new(5);
    for slot in Slot::ALL {
        let frame = simulator.preview(slot, 2000).unwrap();
        assert!(frame.bytes.len() < 40_000, "{slot}: {} bytes a frame", frame.bytes.len());
    }
}

#[test]
fn the_port_answers_as_a_device_does() {
    let simulator = Simulator::new(1);
    simulator.unplug(Modality::TandaTangan);
    let device: &dyn CaptureDevice = &simulator;
    let found = wait(device.discover()).unwrap();
    assert_eq!(found.len(), 3, "what is not plugged in is not discovered");
    assert!(found.iter().all(|info| info.model.contains("Simulator")), "a simulator never passes for a device");
    assert_eq!(wait(device.info(Modality::TandaTangan)).unwrap().condition, Condition::NotConnected);
    let request = CaptureRequest { slots: vec![Slot::IrisKanan, Slot::IrisKiri], timeout_ms: 1000, wanted_quality: 60 };
    let takes = wait(device.capture(request)).unwrap();
    assert_eq!(takes.iter().map(|take| take.slot).collect::<Vec<_>>(), [Slot::IrisKanan, Slot::IrisKiri]);
    assert!(wait(device.stream(Slot::Wajah, 0)).is_ok());
}

#[test]
fn debug_shows_no_picture() {
    let text = format!("{:?}", draw(1, Slot::TandaTangan, 90));
    assert!(text.starts_with("Take(tanda_tangan, mutu 90") && text.ends_with("‹disamarkan›)"), "{text}");
}

/// The simulator answers at once, so one poll is enough.
fn wait<T>(mut answer: Answer<'_, T>) -> Result<T, DeviceError> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match answer.as_mut().poll(&mut context) {
        std::task::Poll::Ready(result) => result,
        std::task::Poll::Pending => panic!("the simulator has nothing to wait for"),
    }
}
