use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::atom::{Atom, Tag};
use imap_types::auth::AuthMechanism;
use imap_types::fetch::{FetchAtt, FetchItems};
use imap_types::flag::{Flag, Flags, PermanentFlags};
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Numbering, SeqNum, Uid};
use imap_types::response::{RespText, Response};
use imap_types::search::{SearchKey, SearchModSeq};
use imap_types::select::SelectParam;
use imap_types::sequence::{SequenceSet, Span, UidSet};
use imap_types::status::StatusAtt;
use imap_types::text::Text;

use super::*;

const ALL_STATES: [State; 5] =
    [State::Greeting, State::NotAuthenticated, State::Authenticated, State::Selected, State::Logout];

fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn seq(number: u32) -> SeqNum {
    SeqNum::from(n(number))
}

fn text(code: Option<Code<'_>>) -> RespText<'_> {
    RespText::new(code, Text::try_from("x").unwrap()).unwrap()
}

fn status(kind: StatusKind, code: Option<Code<'_>>) -> Data<'_> {
    Data::Status(Status { kind, text: text(code) })
}

fn ok(code: Code<'_>) -> Data<'_> {
    status(StatusKind::Ok, Some(code))
}

fn tagged(condition: Condition, code: Option<Code<'_>>) -> Tagged<'_> {
    Tagged { tag: Tag::try_from("a").unwrap(), condition, text: text(code) }
}

fn capabilities(list: &str) -> Vec<Capability<'_>> {
    list.split(' ').map(|name| Capability::try_from(name).unwrap()).collect()
}

fn login() -> CommandBody<'static> {
    CommandBody::login("a", "b").unwrap()
}

fn select(name: &str) -> CommandBody<'_> {
    CommandBody::select(name).unwrap()
}

/// Sends a command, gets some data and a completion.
fn run(session: &mut Session, command: &CommandBody<'_>, data: &[Data<'_>], done: &Tagged<'_>) {
    let effect = Effect::of(command);
    session.started(&effect);
    data.iter().for_each(|data| session.apply(data));
    session.completed(&effect, done);
}

fn authenticated() -> Session {
    let mut session = Session::new();
    session.apply(&status(StatusKind::PreAuth, None));
    session
}

/// With a mailbox `old` of ten messages.
fn selected() -> Session {
    let mut session = authenticated();
    run(&mut session, &select("old"), &[Data::Exists(10)], &tagged(Condition::Ok, Some(Code::ReadWrite)));
    session
}

fn name_and_exists(mailbox: Option<&SelectedMailbox>) -> Option<(String, u32)> {
    let name = |mailbox: &SelectedMailbox| String::from_utf8_lossy(mailbox.name().as_bytes()).into_owned();
    mailbox.map(|mailbox| (name(mailbox), mailbox.exists()))
}

#[test]
fn the_greeting_decides_the_first_state_and_only_once() {
    for (kind, state) in [
        (StatusKind::Ok, State::NotAuthenticated),
        (StatusKind::PreAuth, State::Authenticated),
        (StatusKind::Bye, State::Logout),
        (StatusKind::No, State::Greeting),
    ] {
        let mut session = Session::new();
        session.apply(&Data::Capability(capabilities("IDLE")));
        assert!(session.capabilities().is_none());
        session.apply(&status(kind, Some(Code::Capability(capabilities("MOVE")))));
        assert_eq!(session.state(), state);
        let greeted = matches!(kind, StatusKind::Ok | StatusKind::PreAuth);
        assert_eq!(session.has(&Capability::Move), greeted);
    }
    let mut session = Session::new();
    session.apply(&status(StatusKind::Ok, None));
    session.apply(&status(StatusKind::PreAuth, None));
    assert_eq!(session.state(), State::NotAuthenticated);
}

const ASKS_FOR_MOD_SEQS: Effect = Effect::Asks { cond_store: true, object_ids: false };

#[test]
fn the_table_of_states_is_that_of_the_rfc() {
    use Condition::{Bad, No, Ok};
    use State::{Authenticated, Logout, NotAuthenticated, Selected};
    let open = Effect::of(&select("a"));
    // All that changes the state; every other combination leaves it alone.
    let table = [
        (NotAuthenticated, &Effect::LogIn, Ok, Authenticated),
        (Authenticated, &open, Ok, Selected),
        (Selected, &open, No, Authenticated),
        (Selected, &open, Bad, Authenticated),
        (Selected, &Effect::Close, Ok, Authenticated),
        (Authenticated, &Effect::Unauthenticate, Ok, NotAuthenticated),
        (Selected, &Effect::Unauthenticate, Ok, NotAuthenticated),
        (NotAuthenticated, &Effect::LogOut, Ok, Logout),
        (Authenticated, &Effect::LogOut, Ok, Logout),
        (Selected, &Effect::LogOut, Ok, Logout),
    ];
    let effects = [
        Effect::None,
        Effect::LogIn,
        Effect::StartTls,
        open.clone(),
        Effect::Close,
        Effect::Unauthenticate,
        Effect::LogOut,
        ASKS_FOR_MOD_SEQS,
    ];
    for state in ALL_STATES {
        for effect in &effects {
            for condition in [Ok, No, Bad] {
                let row = table.iter().find(|row| (row.0, row.1, row.2) == (state, effect, condition));
                let after = row.map_or(state, |row| row.3);
                assert_eq!(state.after(effect, condition), after, "{state} {effect:?} {condition:?}");
            }
        }
    }
}

#[test]
fn commands_are_allowed_in_their_states_only() {
    let fetch = CommandBody::fetch(SequenceSet::all(), FetchAtt::Uid);
    let enable = CommandBody::enable(vec![Capability::CondStore]).unwrap();
    for (command, states) in [
        (CommandBody::Noop, &[1, 2, 3][..]),
        (CommandBody::Logout, &[1, 2, 3]),
        (CommandBody::StartTls, &[1]),
        (login(), &[1]),
        (enable, &[2]),
        (select("a"), &[2, 3]),
        (CommandBody::Idle, &[2, 3]),
        (CommandBody::Unauthenticate, &[2, 3]),
        (CommandBody::Close, &[3]),
        (fetch, &[3]),
    ] {
        for (index, state) in ALL_STATES.into_iter().enumerate() {
            assert_eq!(state.allows(&command), states.contains(&index), "{} {state}", command.name());
        }
    }
    let refusal = Session::new().allows(&CommandBody::Noop).unwrap_err();
    assert_eq!(format!("{refusal}"), "not a command for the server greeting state");
}

#[test]
fn starttls_drops_capabilities_also_those_in_its_own_completion() {
    let mut session = Session::new();
    session.apply(&status(StatusKind::Ok, Some(Code::Capability(capabilities("STARTTLS LOGINDISABLED")))));
    assert_eq!(session.allows(&login()), Err(Refusal::LoginDisabled));
    assert_eq!(session.allows(&CommandBody::StartTls), Ok(()));
    let injected = || capabilities("AUTH=LOGIN");
    run(
        &mut session,
        &CommandBody::StartTls,
        &[Data::Capability(injected())],
        &tagged(Condition::Ok, Some(Code::Capability(injected()))),
    );
    assert_eq!((session.state(), session.is_tls()), (State::NotAuthenticated, true));
    assert!(session.capabilities().is_none());
    assert_eq!(session.allows(&CommandBody::StartTls), Err(Refusal::TlsActive));
    assert_eq!(session.allows(&login()), Ok(()));
    assert!(Session::over_tls().is_tls());
}

#[test]
fn login_drops_capabilities_unless_new_ones_came_with_it() {
    let greeted = || {
        let mut session = Session::new();
        session.apply(&status(StatusKind::Ok, Some(Code::Capability(capabilities("AUTH=PLAIN")))));
        session
    };
    let mut session = greeted();
    run(&mut session, &login(), &[], &tagged(Condition::No, None));
    assert!(session.has(&Capability::Auth(AuthMechanism::Plain)));
    run(&mut session, &login(), &[], &tagged(Condition::Ok, None));
    assert_eq!((session.state(), session.capabilities()), (State::Authenticated, None));

    let idle = || capabilities("IDLE");
    let mut by_code = greeted();
    run(&mut by_code, &login(), &[], &tagged(Condition::Ok, Some(Code::Capability(idle()))));
    let mut by_data = greeted();
    run(&mut by_data, &login(), &[Data::Capability(idle())], &tagged(Condition::Ok, None));
    for session in [by_code, by_data] {
        assert!(session.has(&Capability::Idle) && !session.has(&Capability::Auth(AuthMechanism::Plain)));
    }
}

#[test]
fn unauthenticate_resets_all_but_tls() {
    let mut session = selected();
    session.tls = true;
    session.apply(&Data::Capability(capabilities("UNAUTHENTICATE")));
    session.apply(&Data::Enabled(capabilities("QRESYNC")));
    run(&mut session, &CommandBody::Unauthenticate, &[], &tagged(Condition::Bad, None));
    assert_eq!(session.state(), State::Selected);
    run(&mut session, &CommandBody::Unauthenticate, &[], &tagged(Condition::Ok, None));
    assert_eq!((session.state(), session.is_tls()), (State::NotAuthenticated, true));
    assert!(session.capabilities().is_none() && session.mailbox().is_none());
    assert!(!session.enabled(&Capability::QResync) && !session.enabled(&Capability::CondStore));
    run(&mut session, &login(), &[], &tagged(Condition::Ok, None));
    assert_eq!(session.allows(&CommandBody::enable(vec![Capability::CondStore]).unwrap()), Ok(()));
}

#[test]
fn a_capability_includes_what_its_rfc_folds_in() {
    let mut session = authenticated();
    session.apply(&Data::Capability(capabilities("IMAP4rev2 QRESYNC")));
    for there in capabilities("IDLE SASL-IR LITERAL- CONDSTORE ENABLE") {
        assert!(session.has(&there), "{there}");
    }
    for not_there in capabilities("BINARY LITERAL+ SPECIAL-USE") {
        assert!(!session.has(&not_there), "{not_there}");
    }
}

#[test]
fn condstore_is_enabled_by_every_command_that_asks_for_mod_sequences() {
    let mut select_cond_store = select("a");
    if let CommandBody::Select { params, .. } = &mut select_cond_store {
        params.push(SelectParam::CondStore);
    }
    let mod_seq = SearchKey::ModSeq(SearchModSeq { entry: None, mod_seq: None });
    let nested = SearchKey::Or(Box::new((SearchKey::All, SearchKey::Not(Box::new(mod_seq)))));
    let items = FetchItems::try_from(vec![FetchAtt::Uid, FetchAtt::ModSeq]).unwrap();
    for (command, enables) in [
        (select("a"), false),
        (select_cond_store, true),
        (CommandBody::status("a", vec![StatusAtt::HighestModSeq]).unwrap(), true),
        (CommandBody::search(Numbering::Uid, vec![nested]).unwrap(), true),
        (CommandBody::fetch(SequenceSet::all(), items), true),
        (CommandBody::Noop, false),
    ] {
        let mut session = selected();
        run(&mut session, &command, &[], &tagged(Condition::Bad, None));
        assert!(!session.enabled(&Capability::CondStore));
        let mut session = selected();
        run(&mut session, &command, &[], &tagged(Condition::Ok, None));
        assert_eq!(session.enabled(&Capability::CondStore), enables, "{}", command.name());
    }
    let mut session = authenticated();
    session.apply(&Data::Enabled(capabilities("QRESYNC")));
    assert!(session.enabled(&Capability::CondStore));
}

#[test]
fn enable_is_too_late_once_a_mailbox_was_selected() {
    let enable = CommandBody::enable(vec![Capability::CondStore]).unwrap();
    let mut session = selected();
    run(&mut session, &CommandBody::Close, &[], &tagged(Condition::Ok, None));
    assert_eq!(session.state(), State::Authenticated);
    assert_eq!(session.allows(&enable), Err(Refusal::EnableTooLate));
    assert_eq!(authenticated().allows(&enable), Ok(()));
}

#[test]
fn select_tells_everything_about_the_mailbox() {
    let mut session = authenticated();
    let permanent = PermanentFlags { flags: Flags::from([Flag::Deleted]), new_keywords: true };
    run(
        &mut session,
        &select("inbox"),
        &[
            Data::Exists(172),
            Data::Recent(1),
            Data::Flags(Flags::from([Flag::Seen, Flag::Deleted])),
            ok(Code::Unseen(n(12))),
            ok(Code::UidValidity(n(3_857_529_045).into())),
            ok(Code::UidNext(n(4392))),
            ok(Code::PermanentFlags(permanent.clone())),
            ok(Code::HighestModSeq(ModSeq::new(7).unwrap())),
        ],
        &tagged(Condition::Ok, Some(Code::ReadOnly)),
    );
    let mailbox = session.mailbox().unwrap();
    assert_eq!((mailbox.exists(), mailbox.recent(), mailbox.first_unseen()), (172, 1, Some(seq(12))));
    assert_eq!(mailbox.uid_validity(), Some(n(3_857_529_045).into()));
    assert_eq!(mailbox.uid_next(), Some(Uid::from(n(4392))));
    assert_eq!(mailbox.permanent_flags(), Some(&permanent));
    assert_eq!(format!("{}", mailbox.flags()), "(\\Deleted \\Seen)");
    assert_eq!(mailbox.mod_seqs(), ModSeqs::Highest(ModSeq::new(7).unwrap()));
    assert_eq!((mailbox.access(), mailbox.is_complete()), (Access::ReadOnly, true));
    session.apply(&ok(Code::ReadWrite));
    session.apply(&ok(Code::NoModSeq));
    let mailbox = session.mailbox().unwrap();
    assert_eq!((mailbox.access(), mailbox.mod_seqs()), (Access::ReadWrite, ModSeqs::NotKept));
}

#[test]
fn messages_that_go_lower_the_counts() {
    let mut session = selected();
    session.apply(&ok(Code::Unseen(n(5))));
    let look = |session: &Session| {
        let mailbox = session.mailbox().unwrap();
        (mailbox.exists(), mailbox.first_unseen().map(SeqNum::get))
    };
    session.apply(&Data::Expunge(seq(10)));
    session.apply(&Data::Expunge(seq(1)));
    assert_eq!(look(&session), (8, Some(4)));
    session.apply(&Data::Expunge(seq(9)));
    assert_eq!(look(&session), (8, Some(4)), "there is no message 9");
    session.apply(&Data::Expunge(seq(4)));
    assert_eq!(look(&session), (7, None));
    let uids =
        |start, end| UidSet::new(vec![Span { start: Uid::from(n(start)), end: Uid::from(n(end)) }]).unwrap();
    session.apply(&Data::Vanished { earlier: true, uids: uids(1, 3) });
    assert_eq!(look(&session).0, 7);
    session.apply(&Data::Vanished { earlier: false, uids: uids(1, 3) });
    assert_eq!(look(&session).0, 4);
    session.apply(&Data::Vanished { earlier: false, uids: uids(1, u32::MAX) });
    assert_eq!(look(&session).0, 0);
}

#[test]
fn closed_parts_the_old_mailbox_from_the_new() {
    let mut session = selected();
    session.apply(&Data::Capability(capabilities("QRESYNC")));
    let effect = Effect::of(&select("new"));
    session.started(&effect);
    session.apply(&Data::Expunge(seq(1)));
    session.apply(&ok(Code::UidNext(n(99))));
    assert_eq!(name_and_exists(session.mailbox()), Some(("old".into(), 9)));
    session.apply(&ok(Code::Closed));
    assert_eq!((session.state(), session.mailbox()), (State::Authenticated, None));
    session.apply(&Data::Exists(5));
    assert_eq!(name_and_exists(session.opening()), Some(("new".into(), 5)));
    session.completed(&effect, &tagged(Condition::Ok, None));
    assert_eq!(name_and_exists(session.mailbox()), Some(("new".into(), 5)));
    assert_eq!(session.mailbox().unwrap().uid_next(), None, "that was the old one's");
    assert!(session.opening().is_none());
}

#[test]
fn closed_in_the_completion_itself_closes_nothing() {
    let mut session = selected();
    run(&mut session, &select("new"), &[Data::Exists(5)], &tagged(Condition::Ok, Some(Code::Closed)));
    assert_eq!(name_and_exists(session.mailbox()), Some(("new".into(), 5)));
}

#[test]
fn without_closed_the_data_is_the_new_mailboxs() {
    let mut session = selected();
    let effect = Effect::of(&select("new"));
    session.started(&effect);
    session.apply(&Data::Exists(5));
    assert_eq!(name_and_exists(session.mailbox()), Some(("old".into(), 10)));
    session.completed(&effect, &tagged(Condition::Ok, None));
    assert_eq!(name_and_exists(session.mailbox()), Some(("new".into(), 5)));
}

#[test]
fn a_failed_select_leaves_nothing_selected() {
    for condition in [Condition::No, Condition::Bad] {
        let mut session = selected();
        run(&mut session, &select("new"), &[], &tagged(condition, None));
        assert_eq!((session.state(), session.mailbox()), (State::Authenticated, None));
        session.apply(&Data::Exists(3));
        assert!(session.mailbox().is_none() && session.opening().is_none());
    }
}

#[test]
fn unsolicited_closed_and_bye_close_the_mailbox() {
    let mut session = selected();
    session.apply(&ok(Code::Closed));
    assert_eq!((session.state(), session.mailbox()), (State::Authenticated, None));
    let mut session = selected();
    session.apply(&status(StatusKind::Bye, None));
    assert_eq!((session.state(), session.mailbox()), (State::Logout, None));
    run(&mut session, &CommandBody::Logout, &[Data::Exists(1)], &tagged(Condition::Ok, None));
    run(&mut session, &login(), &[status(StatusKind::Ok, None)], &tagged(Condition::Ok, None));
    assert_eq!(session.state(), State::Logout);
}

#[test]
fn before_login_only_capabilities_count() {
    let mut session = Session::new();
    session.apply(&status(StatusKind::Ok, None));
    session.apply(&Data::Enabled(capabilities("UTF8=ACCEPT")));
    session.apply(&Data::Capability(capabilities("IDLE")));
    session.apply(&Data::Exists(4));
    session.apply(&ok(Code::Closed));
    assert!(session.has(&Capability::Idle) && !session.enabled(&Capability::Utf8Accept));
    assert_eq!((session.state(), session.mailbox()), (State::NotAuthenticated, None));
}

#[test]
fn a_completion_without_its_start_works() {
    let mut session = authenticated();
    session.completed(&Effect::of(&select("a")), &tagged(Condition::Ok, None));
    assert_eq!(name_and_exists(session.mailbox()), Some(("a".into(), 0)));
}

#[test]
fn flags_beyond_the_bounds_are_dropped_and_told() {
    let names: Vec<_> = (0..1000).map(|index| format!("$k{index}")).collect();
    let flags: Flags<'_> = names.iter().map(|name| Flag::Keyword(Atom::try_from(&**name).unwrap())).collect();
    let mut session = selected();
    session.apply(&Data::Flags(flags));
    let mailbox = session.mailbox().unwrap();
    assert_eq!((mailbox.flags().iter().count(), mailbox.is_complete()), (256, false));
    session.apply(&Data::Flags(Flags::from([Flag::Keyword(Atom::try_from("a").unwrap())])));
    assert!(session.mailbox().unwrap().is_complete());
    let long = "x".repeat(SelectedMailbox::MAX_FLAG_OCTETS);
    for (flag, kept) in
        [("\\x", true), ("x]y", true), (&format!("\\{long}y"), false), (&format!("{long}]"), false)]
    {
        let line = format!("* FLAGS ({flag})\r\n");
        let Ok(Response::Data(flags)) = imap_codec::decode_response(line.as_bytes()) else {
            panic!("{line}")
        };
        session.apply(&flags);
        assert_eq!(session.mailbox().unwrap().is_complete(), kept);
    }
}

#[test]
fn an_idle_session_is_small() {
    let mut session = authenticated();
    // Dovecot 2.3 after login: an octet for each of 4, and `RIGHTS=texk` with one for its end.
    session.apply(&Data::Capability(capabilities(
        "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS \
         THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED \
         I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE \
         SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE COMPRESS=DEFLATE INPROGRESS NOTIFY LITERAL+ \
         METADATA SPECIAL-USE QUOTA ACL RIGHTS=texk",
    )));
    session.apply(&Data::Enabled(capabilities("QRESYNC UTF8=ACCEPT")));
    let heap = session.capabilities.as_ref().map_or(0, Capabilities::heap) + session.enabled.heap();
    assert_eq!(heap, 4 + 12);
    assert!(session.mailbox.is_none() && session.opening.is_none());
    assert!(size_of::<Session>() <= 128, "{}", size_of::<Session>());
    assert!(size_of::<SelectedMailbox>() <= 192, "{}", size_of::<SelectedMailbox>());
}

#[test]
fn a_search_for_mod_sequences_is_seen_at_any_depth() {
    let mut key = SearchKey::ModSeq(SearchModSeq { entry: None, mod_seq: None });
    for _ in 0..500 {
        key = SearchKey::And(NonEmpty::one(key));
    }
    assert_eq!(Effect::of(&CommandBody::search(Numbering::SeqNum, vec![key]).unwrap()), ASKS_FOR_MOD_SEQS);
}

#[test]
fn who_asks_for_identifiers_in_one_item_switches_them_on() {
    let enabled = |line: &str, condition, capability: &Capability<'_>| {
        let mut session = authenticated();
        let line = format!("a {line}\r\n");
        let command = imap_codec::decode_command(line.as_bytes()).unwrap();
        session.completed(&Effect::of(&command.body), &tagged(condition, None));
        session.enabled(capability)
    };
    for line in [
        "SELECT x (OBJECTID)",
        "EXAMINE x (OBJECTID (MAILBOXID a ACCOUNTID b))",
        "STATUS x (UNSEEN OBJECTID)",
        "LIST \"\" * RETURN (STATUS (OBJECTID))",
        "FETCH 1 OBJECTID",
        "UID FETCH 1 (MODSEQ OBJECTID)",
    ] {
        assert!(enabled(line, Condition::Ok, &Capability::ObjectIdPlus), "{line}");
        assert!(!enabled(line, Condition::No, &Capability::ObjectIdPlus), "{line}");
        assert_eq!(enabled(line, Condition::Ok, &Capability::CondStore), line.contains("MODSEQ"), "{line}");
    }
    for line in ["SELECT x (CONDSTORE)", "STATUS x (MAILBOXID)", "FETCH 1 (MODSEQ EMAILID)"] {
        assert!(!enabled(line, Condition::Ok, &Capability::ObjectIdPlus), "{line}");
    }
}

#[test]
fn notify_lets_expunge_come_at_any_time_until_it_is_over() {
    let notify = |session: &mut Session, line: &str, condition| {
        let command = imap_codec::decode_command(line.as_bytes()).unwrap();
        session.completed(&Effect::of(&command.body), &tagged(condition, None));
    };
    let mut session = Session::new();
    session.apply(&status(StatusKind::PreAuth, None));
    let selected = "a NOTIFY SET (selected (MessageNew MessageExpunge))\r\n";
    let delayed = "a NOTIFY SET (selected-delayed (MessageNew MessageExpunge))\r\n";
    for (line, condition, expected) in [
        (selected, Condition::No, false),
        (delayed, Condition::Ok, false),
        ("a NOTIFY SET (personal (MessageNew MessageExpunge)) (selected NONE)\r\n", Condition::Ok, false),
        (selected, Condition::Ok, true),
        (delayed, Condition::Bad, true),
        (delayed, Condition::Ok, false),
        (selected, Condition::Ok, true),
        ("a NOTIFY NONE\r\n", Condition::Ok, false),
    ] {
        notify(&mut session, line, condition);
        assert_eq!(session.expunges_at_any_time(), expected, "{line}");
    }
    notify(&mut session, selected, Condition::Ok);
    session.apply(&ok(Code::NotificationOverflow));
    assert!(!session.expunges_at_any_time());
    notify(&mut session, selected, Condition::Ok);
    notify(&mut session, "a UNAUTHENTICATE\r\n", Condition::Ok);
    assert!(!session.expunges_at_any_time());
}

#[test]
fn commands_about_mailboxes_belong_to_those_who_are_logged_in() {
    for (line, before_login) in [
        ("LANGUAGE DE", true),
        ("NOTIFY NONE", false),
        ("COMPARATOR", false),
        ("GETQUOTA \"\"", false),
        ("SETACL a b lr", false),
        ("GETMETADATA \"\" /shared/comment", false),
        ("GETJMAPACCESS", false),
        ("XLIST \"\" *", false),
    ] {
        let line = format!("a {line}\r\n");
        let command = imap_codec::decode_command(line.as_bytes()).unwrap().body;
        let allowed = ALL_STATES.map(|state| state.allows(&command));
        assert_eq!(allowed, [false, before_login, true, true, false], "{line}");
    }
}
