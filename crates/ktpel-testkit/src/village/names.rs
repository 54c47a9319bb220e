//! Names as they are borne around Bima: Arabic and Indonesian words, older and newer fashions, spelled in more than one way,
//! some with an apostrophe, some of one word. Combined by chance; a likeness to a real person is an accident.

use std::sync::LazyLock;

use ktpel_domain::jenis_kelamin::JenisKelamin;

use super::dice::Dice;

type Words = LazyLock<Vec<&'static str>>;

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

static MEN_OLD: Words = LazyLock::new(|| {
    words(
        "Abdullah Ahmad Abubakar Usman Umar Hasan Husen Ibrahim Ismail Idris Yusuf Yakub Ishaka Mansyur Hamzah Tayeb \
         Syamsuddin Jamaluddin Sirajuddin Burhanuddin Fakhruddin Najamuddin Salahuddin Kaharuddin Nurdin Arsyad Mahmud \
         Hamid Hidayat Ridwan Ruslan Landa Jafar Ma'ruf Mas'ud Sa'id Ra'uf Syafi'i Hamani Kasim Karim Latif Majid Gani \
         Wahab Rahman Rahim Salam Hakim Malik Azis Talib Saleh Sulaiman Zainuddin Zakaria Anwar Amirudin Bakar Djafar \
         Efendi Firdaus Hermansyah Muhtar Sahrudin Tamrin Thamrin Yasin Ju'ma Ka'bah",
    )
});
static MEN_NEW: Words = LazyLock::new(|| {
    words(
        "Fahrul Furkan Iksan Taufik Rizki Rizal Fadli Fadil Fikri Arif Aris Ardiansyah Andi Agus Adi Aditya Akbar \
         Alfian Alfarizi Al-Ghifari Anugrah Arya Bagus Bayu Dedi Dimas Eko Faisal Farhan Fathur Gufran Hafid Haikal \
         Ilham Imam Irfan Irwan Jihad Julkifli Khairul Lukman Maulana Mulyadi Nanang Naufal Nizar Putra Rafli Ramadhan \
         Rangga Rehan Restu Ridho Rifa'i Rahmat Satria Sofian Suhardi Supriadi Syahrul Syarif Teguh Wahyu Wawan Yudi \
         Yusran Zaky Zulfikar Isra' Ro'i",
    )
});
static WOMEN_OLD: Words = LazyLock::new(|| {
    words(
        "Aminah Aisyah Asiah Fatimah Habibah Hadijah Halimah Hawa Hafsah Hasnah Jaenab Jamilah Jubaidah Kalisom \
         Maemunah Mariamah Maryam Minah Nurhayati Nuraini Nurjanah Nursiah Rahmah Ramlah Rosdiana Rosmini Rukmini \
         Sa'diah Saadiah Salmah Samsiah Saodah Sarifah Sumarni Suharni Suryani Syarifah Yuliana Zaenab Zahra Nur'aini \
         Farida Faridah Ernawati Haryati Hartati Kartini Marni Misbah Mulyati Nurlaila Nurmi Ratna Rohana Rostina \
         Sukmawati Sulastri Wahidah Wardah Ju'nah Ra'ina",
    )
});
static WOMEN_NEW: Words = LazyLock::new(|| {
    words(
        "Aulia Amalia Anggraini Annisa Aprilia Ayu Azizah Azzahra Cahyani Citra Dewi Dian Dinda Dwi Eka Fadilah Fauziah \
         Febriani Fitri Fitriani Hasanah Hidayati Husnul Indah Intan Irma Juliani Khairunnisa Khotimah Kurniati Lestari \
         Maharani Maulida Mawaddah Mega Mutmainah Nabila Nadia Najwa Novita Nurfadilah Nurul Oktaviani Permata Puspita \
         Putri Qur'aini Rahmawati Ramadhani Rani Rini Risma Safitri Salsabila Sari Sri Suci Sahratul Tri Ulfa Uswatun \
         Wahyuni Wulandari Yanti Yulianti Yuniarti Zahratul Mar'atun Ni'mah",
    )
});
const MEN_FIRST: &[&str] = &["Muhammad", "Muhammad", "Muh.", "M.", "Abdul", "Ahmad", "Abd.", "La"];
const WOMEN_FIRST: &[&str] = &["Siti", "Siti", "St.", "Nur", "Sri", "Nurul"];

/// Names built of a beginning and an ending: `Sup-riadi`, `Yul-iani`.
static MEN_PARTS: [Words; 2] = [
    LazyLock::new(|| words("Sup Mul Jun Her Bud Sul Har Sud Muk Kas Ros Sur Is War Nur Mas Sah Ram Yus Az Hair Jam")),
    LazyLock::new(|| words("riadi iadi iyanto ardi riawan riansyah manto radin rudin laidin man ran lan mawan wansyah")),
];
static WOMEN_PARTS: [Words; 2] = [
    LazyLock::new(|| words("Yul Yun Er Her Ros Rosm Nurm Sur Sukm Mul Wid Jum Kart Isn Har Nov Rusm Sum Ind Mart Fitr")),
    LazyLock::new(|| words("iani iana ianti ayanti awati iati aningsih iyah inah ita ini iarti alia")),
];

/// The same sound written another way: what stands in one office's book and what in another's.
const SPELLINGS: &[(&str, &str)] = &[
    ("uddin", "udin"),
    ("udin", "uddin"),
    ("sy", "s"),
    ("kh", "h"),
    ("z", "j"),
    ("fi", "pi"),
    ("iyah", "iah"),
    ("q", "k"),
    ("ai", "ae"),
    ("th", "t"),
    ("ki", "ky"),
    ("dh", "d"),
    ("ani", "any"),
    ("uf", "up"),
    ("ah", "a"),
    ("rr", "r"),
    ("mm", "m"),
    ("nn", "n"),
    ("ria", "rya"),
    ("h'", "'"),
];

/// Years of birth up to which the older fashion, and from which the newer one, is borne; between them both.
const FASHION: (i16, i16) = (1972, 1994);

/// Words for one sex and fashion.
struct Fashion {
    first: &'static [&'static str],
    words: &'static [&'static str],
    parts: &'static [Words; 2],
}

/// A name for somebody born in that year; a child may bear the last word of the father's name.
pub(super) fn pick(dice: &mut Dice, jenis_kelamin: JenisKelamin, year: i16, father: Option<&str>) -> String {
    let fashion = fashion(jenis_kelamin, pick_age(dice, year));
    let own = word(dice, &fashion);
    if dice.permille(if year < FASHION.0 { 110 } else { 35 }) {
        return own;
    }
    let mut name = Vec::with_capacity(4);
    if year < 1976 && dice.permille(70) {
        name.push(if jenis_kelamin == JenisKelamin::LakiLaki { "H.".to_owned() } else { "Hj.".to_owned() });
    }
    let prefixed = dice.permille(330);
    if prefixed {
        name.push((*dice.pick(fashion.first)).to_owned());
    }
    match father.and_then(|father| father.rsplit(' ').next()) {
        Some(last) if last != own && dice.permille(250) => name.extend([own, last.to_owned()]),
        Some(_) | None if !prefixed || dice.permille(350) => {
            let second = word(dice, &fashion);
            let second = if second == own { "Hidayatullah".to_owned() } else { second };
            name.extend([own, second]);
        }
        Some(_) | None => name.push(own),
    }
    if dice.below(2_500) == 0 {
        lengthen(dice, &fashion, &mut name);
    }
    name.join(" ")
}

fn fashion(jenis_kelamin: JenisKelamin, age: FashionAge) -> Fashion {
    let choose = |old: &'static Words, new: &'static Words| match age {
        FashionAge::Old => old,
        FashionAge::New => new,
    };
    match jenis_kelamin {
        JenisKelamin::LakiLaki => Fashion { first: MEN_FIRST, words: choose(&MEN_OLD, &MEN_NEW), parts: &MEN_PARTS },
        JenisKelamin::Perempuan => Fashion { first: WOMEN_FIRST, words: choose(&WOMEN_OLD, &WOMEN_NEW), parts: &WOMEN_PARTS },
    }
}

fn word(dice: &mut Dice, fashion: &Fashion) -> String {
    let word = if dice.permille(300) {
        let [beginnings, endings] = fashion.parts;
        format!("{}{}", dice.pick(beginnings), dice.pick(endings))
    } else {
        (*dice.pick(fashion.words)).to_owned()
    };
    if !dice.permille(120) {
        return word;
    }
    let (usual, other) = *dice.pick(SPELLINGS);
    let (initial, rest) = word.split_at(1);
    format!("{initial}{}", rest.replacen(usual, other, 1))
}

/// Parents who could not choose: longer than the sixty characters of the card.
fn lengthen(dice: &mut Dice, fashion: &Fashion, name: &mut Vec<String>) {
    while name.iter().map(|word| word.len() + 1).sum::<usize>() <= ktpel_domain::nama::LONGEST + 1 {
        name.push(word(dice, fashion));
    }
}

#[derive(Clone, Copy)]
enum FashionAge {
    Old,
    New,
}

fn pick_age(dice: &mut Dice, year: i16) -> FashionAge {
    let (old_until, new_from) = FASHION;
    let new_share = if year <= old_until {
        0
    } else if year >= new_from {
        940
    } else {
        550
    };
    if dice.permille(new_share) { FashionAge::New } else { FashionAge::Old }
}
