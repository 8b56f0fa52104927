//! In which language the server speaks, and by what it compares strings.

use imap_fsm::client::call::{Comparator, Language, Refused, Search, Sort};
use imap_types::capability::Capability;
use imap_types::charset::Charset;
use imap_types::code::Code;
use imap_types::language::{CollationOrder, I18nLevel, LanguageRange};
use imap_types::response::Condition;
use imap_types::search::SearchKey;
use imap_types::sort::SortKey;
use imap_types::string::AString;

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[("LANGUAGE", language), ("COMPARATOR", comparator)];

fn language(server: &Server) -> Outcome {
    server.offers(&[Capability::Language])?;
    let mut connection = server.log_in();
    let known = connection.call(Language::list()).unwrap();
    // RFC 5255 §3.1
    assert!(known.tags.iter().any(|tag| tag.as_bytes().eq_ignore_ascii_case(b"i-default")), "{known:?}");
    for tag in known.tags {
        let range = LanguageRange::try_from(tag.as_bytes().to_vec()).unwrap();
        let spoken = connection.call(Language::new([range])).unwrap();
        assert_eq!(spoken.tags, [tag]);
    }
    let none = LanguageRange::try_from("x-nobody").unwrap();
    assert!(matches!(
        connection.call(Language::new([none])),
        Err(Refused::Server { condition: Condition::No, .. })
    ));
    connection.ok("NOOP");
    Ok(())
}

fn comparator(server: &Server) -> Outcome {
    server.offers(&[Capability::I18nLevel(I18nLevel::Two), Capability::Sort])?;
    let (mut connection, name) = server.open("comparator");
    for subject in ["äpfel", "BIRNEN", "Birnen"] {
        connection.append(&name, "", format!("Subject: {subject}\r\n\r\nx").as_bytes());
    }
    let order = |text: &'static str| CollationOrder::try_from(text).unwrap();
    let found = |connection: &mut Connection, text: &'static str| {
        let key = SearchKey::Subject(AString::try_from(text).unwrap());
        connection.call(Search::seq_nums(key).charset(Charset::UTF_8)).unwrap().count()
    };
    let sorted = |connection: &mut Connection| {
        let sorted = connection.call(Sort::seq_nums(SearchKey::All, SortKey::Subject)).unwrap();
        sorted.iter().map(|seq| seq.get()).collect::<Vec<_>>()
    };
    // RFC 5255 §4.4 has every server know this one.
    let active = connection.call(Comparator::new([order("i;unicode-casemap")])).unwrap().unwrap().active;
    assert_eq!(active, "i;unicode-casemap");
    assert_eq!((found(&mut connection, "birnen"), found(&mut connection, "ÄPFEL")), (2, 1));
    assert_eq!(sorted(&mut connection), [1, 2, 3]);
    if let Ok(told) = connection.call(Comparator::new([order("i;octet")])) {
        assert_eq!(told.unwrap().active, "i;octet");
        assert_eq!((found(&mut connection, "Birnen"), found(&mut connection, "ÄPFEL")), (1, 0));
        assert_eq!(sorted(&mut connection), [2, 3, 1]);
        assert_eq!(connection.call(Comparator::active()).unwrap().unwrap().active, "i;octet");
    }
    match connection.call(Comparator::new([order("x;nobody")])) {
        Err(Refused::Server { condition: Condition::No, text }) => {
            assert!(matches!(text.code(), None | Some(Code::BadComparator)));
        }
        other => panic!("{other:?}"),
    }
    Ok(())
}
