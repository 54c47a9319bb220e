//! One family: who lives on one family card, how old they are and how they belong together.

use std::collections::VecDeque;

use ktpel_domain::jenis_kelamin::JenisKelamin::{self, LakiLaki, Perempuan};

use super::{
    Resident,
    dice::Dice,
    identity::{Household, settle},
    numbers::Numbers,
    work::{Shdk, StatusKawin},
};

/// A person before name and numbers.
pub(super) struct Member {
    pub jenis_kelamin: JenisKelamin,
    /// In full years.
    pub umur: u32,
    pub shdk: Shdk,
    pub kawin: StatusKawin,
}

/// Ages of heads of families: weight, youngest, oldest.
const HEADS: &[(u32, (u32, u32))] = &[(14, (21, 29)), (25, (30, 39)), (25, (40, 49)), (20, (50, 59)), (11, (60, 69)), (5, (70, 84))];

/// The next family of the city.
pub(super) fn next(dice: &mut Dice, numbers: &mut Numbers) -> VecDeque<Resident> {
    let mut members = match dice.below(100) {
        0..=73 => couple(dice),
        74..=86 => one_parent(dice),
        _ => vec![alone(dice)],
    };
    add_relatives(dice, &mut members);
    let household = Household::pick(dice, numbers);
    let mut residents = VecDeque::with_capacity(members.len());
    let mut father = None;
    for member in members {
        let resident = settle(dice, numbers, &household, &member, father.as_deref().filter(|_| member.shdk == Shdk::Anak));
        if father.is_none() && resident.jenis_kelamin == LakiLaki {
            father = Some(resident.nama.clone());
        }
        residents.push_back(resident);
    }
    residents
}

fn couple(dice: &mut Dice) -> Vec<Member> {
    let umur = head_age(dice);
    let wife = (umur + dice.below(5)).saturating_sub(dice.between(2, 7)).max(16);
    let kawin = if dice.permille(40) { StatusKawin::KawinBelumTercatat } else { StatusKawin::Kawin };
    let mut members = vec![
        Member { jenis_kelamin: LakiLaki, umur, shdk: Shdk::KepalaKeluarga, kawin },
        Member { jenis_kelamin: Perempuan, umur: wife, shdk: Shdk::Istri, kawin },
    ];
    add_children(dice, &mut members, wife);
    members
}

fn one_parent(dice: &mut Dice) -> Vec<Member> {
    let umur = head_age(dice).max(24);
    let jenis_kelamin = if dice.permille(760) { Perempuan } else { LakiLaki };
    let kawin = if dice.permille(if umur > 50 { 750 } else { 300 }) { StatusKawin::CeraiMati } else { StatusKawin::CeraiHidup };
    let mut members = vec![Member { jenis_kelamin, umur, shdk: Shdk::KepalaKeluarga, kawin }];
    add_children(dice, &mut members, umur);
    members
}

fn alone(dice: &mut Dice) -> Member {
    let umur = dice.between(18, 84);
    let kawin = match umur {
        0..=35 => StatusKawin::Belum,
        36..=55 if dice.permille(550) => StatusKawin::CeraiHidup,
        36..=55 => StatusKawin::Belum,
        56.. => StatusKawin::CeraiMati,
    };
    Member { jenis_kelamin: any_sex(dice), umur, shdk: Shdk::KepalaKeluarga, kawin }
}

fn head_age(dice: &mut Dice) -> u32 {
    let (youngest, oldest) = *dice.weighted(HEADS);
    dice.between(youngest, oldest)
}

fn any_sex(dice: &mut Dice) -> JenisKelamin {
    if dice.permille(505) { LakiLaki } else { Perempuan }
}

/// Children born when the mother was 19 to 42, eldest first; the grown ones mostly live elsewhere.
fn add_children(dice: &mut Dice, members: &mut Vec<Member>, mother: u32) {
    let mut since_last = 2;
    for at_birth in 19..=mother.min(42) {
        since_last += 1;
        if since_last < 3 || !dice.permille(210) {
            continue;
        }
        since_last = 0;
        let umur = mother - at_birth;
        let jenis_kelamin = any_sex(dice);
        let stays = match (umur, jenis_kelamin) {
            (0..=19, LakiLaki | Perempuan) => 1000,
            (20..=29, LakiLaki) => 620,
            (20..=29, Perempuan) => 480,
            (30.., LakiLaki | Perempuan) => 120,
        };
        if dice.permille(stays) {
            let kawin = if umur > 22 && dice.permille(60) { StatusKawin::CeraiHidup } else { StatusKawin::Belum };
            members.push(Member { jenis_kelamin, umur, shdk: Shdk::Anak, kawin });
        }
    }
}

fn add_relatives(dice: &mut Dice, members: &mut Vec<Member>) {
    let Some(head) = members.first().map(|head| head.umur) else { return };
    if head < 62 && dice.permille(90) {
        let shdk = if dice.permille(650) { Shdk::Orangtua } else { Shdk::Mertua };
        let jenis_kelamin = if dice.permille(720) { Perempuan } else { LakiLaki };
        let umur = (head + dice.between(20, 36)).min(97);
        members.push(Member { jenis_kelamin, umur, shdk, kawin: StatusKawin::CeraiMati });
    }
    if head > 48 && dice.permille(110) {
        members.push(Member { jenis_kelamin: any_sex(dice), umur: dice.below(14), shdk: Shdk::Cucu, kawin: StatusKawin::Belum });
    }
    if dice.permille(50) {
        members.push(Member {
            jenis_kelamin: any_sex(dice),
            umur: dice.between(12, 28),
            shdk: Shdk::FamiliLain,
            kawin: StatusKawin::Belum,
        });
    }
}
