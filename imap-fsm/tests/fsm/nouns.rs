//! Calls of the nouns beyond the base: what they take, what they give back, and what they end in.

use core::convert::Infallible;

use imap_fsm::client::Options;
use imap_fsm::client::call::{
    Answer, Call, Comparator, DeleteAcl, GenUrlAuth, GetAcl, GetMetadata, GetQuota, GetQuotaRoot, Language,
    List, ListRights, MultiSearch, MyRights, Notify, Refused, Replace, Request, Search, SetAcl, SetMetadata,
    SetQuota, Sort, Taken, Thread, UrlFetch,
};
use imap_types::acl::ModRights;
use imap_types::append::AppendMessage;
use imap_types::code::Code;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::language::LanguageRange;
use imap_types::mailbox::Mailbox;
use imap_types::metadata::{Depth, Entry, MetadataCode};
use imap_types::notify::{Event as Happening, EventGroup};
use imap_types::number::Uid;
use imap_types::quota::Resource;
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::sequence::MessageNumber;
use imap_types::sort::{SortCriterion, SortKey};
use imap_types::status::StatusAtt;
use imap_types::string::{AString, Binary};
use imap_types::thread::ThreadAlgorithm;
use imap_types::url::{FullUrl, RumpUrl};
use imap_types::urlauth::{UrlFetchArg, UrlFetchParam};

use crate::wire::{Wire, short};

/// What a call gives back of these bytes, which come one by one, and what it ends in.
pub(crate) fn hear<A>(
    wire: &mut Wire,
    call: &mut Call<A>,
    bytes: &str,
) -> (Vec<String>, Option<Result<A::Output, Refused>>)
where
    A: for<'i> Answer<Step<'i> = Infallible>,
{
    let (mut others, mut done, mut start) = (Vec::new(), None, 0);
    for end in 1..=bytes.len() {
        let mut input = &bytes.as_bytes()[start..end];
        while let Some(event) = wire.client.receive(&mut input).unwrap() {
            match call.take(event) {
                Taken::Done(result) => assert!(done.replace(result).is_none()),
                Taken::More => {}
                Taken::Other(event) => others.push(short(&event)),
            }
        }
        start = end - input.len();
        wire.sent();
    }
    (others, done)
}

/// Sends a command, which has to be written so, and hears the answer. News of all kinds comes between its lines, and is
/// given back.
#[track_caller]
pub(crate) fn call<'a, R>(
    wire: &mut Wire,
    request: R,
    command: &str,
    answer: &str,
) -> Result<Output<'a, R>, Refused>
where
    R: Request<'a, Answer: for<'i> Answer<Step<'i> = Infallible>>,
{
    let mut call = wire.client.call(request).unwrap();
    wire.expect(command);
    let news = "* 9 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK [ALERT] full\r\n* LIST () \"/\" x\r\n\
        * STATUS x (MESSAGES 1)\r\n* METADATA \"\" /shared/x\r\n";
    let told =
        ["Exists", "Fetch", "Status", "List", "MailboxStatus", "Metadata"].map(|name| format!("data {name}"));
    let mut others = Vec::new();
    for line in lines(answer) {
        if line.starts_with("* ") {
            others.extend(hear(wire, &mut call, news).0);
            assert_eq!(others, told);
            others.clear();
        }
        let (more, done) = hear(wire, &mut call, line);
        others.extend(more);
        if let Some(done) = done {
            assert_eq!(others, [""; 0]);
            return done;
        }
    }
    panic!("not done")
}

type Output<'a, R> = <<R as Request<'a>>::Answer as Answer>::Output;

/// Each response of an answer, with its literals.
fn lines(answer: &str) -> impl Iterator<Item = &str> {
    let mut rest = answer;
    core::iter::from_fn(move || {
        let mut end = 0;
        loop {
            end += rest[end..].find("\r\n")? + 2;
            let line = &rest[..end];
            let literal = line.strip_suffix("}\r\n").and_then(|line| line.rsplit_once('{'));
            match literal.and_then(|(_, len)| len.parse::<usize>().ok()) {
                Some(len) => end += len,
                None => break,
            }
        }
        let (line, behind) = rest.split_at(end);
        rest = behind;
        Some(line)
    })
}

pub(crate) fn numbers<N: MessageNumber>(found: impl Iterator<Item = N>) -> Vec<u32> {
    found.map(|number| Into::<core::num::NonZeroU32>::into(number).get()).collect()
}

fn entry(name: &str) -> Entry<'_> {
    Entry::try_from(name).unwrap()
}

/// Every kind of call ends in what the server refuses, and in nothing where it tells nothing.
#[test]
fn each_call_is_refused_and_may_be_told_nothing() {
    fn each(wire: &mut Wire, end: &str) -> Vec<String> {
        let mut ends = Vec::new();
        macro_rules! each {
            ($($request:expr),+ $(,)?) => {$({
                let mut call = wire.client.call($request).unwrap();
                let tag = call.id().tag();
                wire.sent();
                let (others, done) = hear(wire, &mut call, &format!("{tag} {end}\r\n"));
                assert_eq!(others, [""; 0]);
                ends.push(done.unwrap().map_or_else(|refused| refused.to_string(), |output| format!("{output:?}")));
            })+};
        }
        let rump = "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous";
        let full = format!("{rump}:internal:91354a473744909de610943775f92038");
        each!(
            GetQuota::new("").unwrap(),
            GetQuotaRoot::new("a").unwrap(),
            SetQuota::new("").unwrap(),
            GetAcl::new("a").unwrap(),
            MyRights::new("a").unwrap(),
            ListRights::new("a", "b").unwrap(),
            GetMetadata::new("", [entry("/shared/a")]).unwrap(),
            GenUrlAuth::new(rump.try_into().unwrap()),
            UrlFetch::new(full.as_str().try_into().unwrap()),
            Language::list(),
            Comparator::active(),
            Notify::new([EventGroup::new(FilterMailboxes::Selected, vec![]).unwrap()]).unwrap().status(),
            MultiSearch::new(SearchKey::All),
            Sort::uids(SearchKey::All, SortKey::Date),
            Thread::seq_nums(ThreadAlgorithm::Refs, SearchKey::All),
        );
        ends
    }
    let mut wire = Wire::selected("IMAP4rev1");
    for (end, expected) in [
        ("NO [NOPERM] not you", "NO [NOPERM] not you"),
        ("BAD what?", "BAD what?"),
        ("BAD [CLIENTBUG] x", "BAD [CLIENTBUG] x"),
    ] {
        let ends = each(&mut wire, end);
        assert!(ends.iter().all(|end| end == expected), "{ends:?}");
    }
    let ends = each(&mut wire, "OK done");
    assert_eq!(ends[..3], ["[]", "[]", "[]"], "{ends:?}");
    assert_eq!(ends[10..13], ["None", "[]", "[]"], "{ends:?}");
}

#[test]
fn quotas_are_those_of_their_root() {
    let mut wire = Wire::logged_in("IMAP4rev1 QUOTA QUOTASET");
    let answer =
        "* QUOTA \"b\" (STORAGE 1 2)\r\n* QUOTA \"a\" (STORAGE 10 512 MESSAGE 3 4)\r\na1 OK done\r\n";
    let mut get = wire.client.call(GetQuota::new("a").unwrap()).unwrap();
    wire.expect("a1 GETQUOTA a\r\n");
    let (others, done) = hear(&mut wire, &mut get, answer);
    assert_eq!(others, ["data Quota"], "another root's");
    let resources = done.unwrap().unwrap();
    assert_eq!((&resources[1].resource, resources[1].limit.get()), (&Resource::Message, 4));

    let set = SetQuota::new("#user/alice")
        .unwrap()
        .limit(Resource::Storage, 510_u32)
        .limit(Resource::Message, 9_u32);
    let answer = "* QUOTA \"#user/alice\" (STORAGE 10 512)\r\na2 OK done\r\n";
    let command = "a2 SETQUOTA #user/alice (STORAGE 510 MESSAGE 9)\r\n";
    assert_eq!(call(&mut wire, set, command, answer).unwrap()[0].limit.get(), 512);
}

#[test]
fn quota_roots_come_in_their_order_whatever_comes_first() {
    for answer in [
        "* QUOTAROOT inbox b a c\r\n* QUOTA a (STORAGE 1 2)\r\n* QUOTA b (MESSAGE 3 4)\r\na1 OK done\r\n",
        "* QUOTA b (MESSAGE 3 4)\r\n* QUOTA a (STORAGE 1 2)\r\n* QUOTAROOT INBOX b a c\r\na1 OK done\r\n",
    ] {
        let mut wire = Wire::logged_in("IMAP4rev1 QUOTA");
        let mut get = wire.client.call(GetQuotaRoot::new("INBOX").unwrap()).unwrap();
        wire.expect("a1 GETQUOTAROOT INBOX\r\n");
        let roots = hear(&mut wire, &mut get, answer).1.unwrap().unwrap();
        let told: Vec<_> = roots
            .iter()
            .map(|quota| {
                (quota.root.as_bytes(), quota.resources.first().map(|resource| resource.usage.get()))
            })
            .collect();
        assert_eq!(told, [(&b"b"[..], Some(3)), (b"a", Some(1)), (b"c", None)]);
    }
    let mut wire = Wire::logged_in("IMAP4rev1 QUOTA");
    let mut get = wire.client.call(GetQuotaRoot::new("a").unwrap()).unwrap();
    wire.sent();
    let answer = "* QUOTAROOT b r\r\n* QUOTAROOT a\r\n* QUOTA r (STORAGE 1 2)\r\na1 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut get, answer);
    assert_eq!((others, done), (vec!["data QuotaRoot".to_string(), "data Quota".into()], Some(Ok(vec![]))));
}

#[test]
fn rights_are_those_on_their_mailbox() {
    let mut wire = Wire::logged_in("IMAP4rev1 ACL RIGHTS=kxte");
    let answer = "* ACL inbox Fred rwipsldexta -Fred wetd\r\na1 OK done\r\n";
    let entries = call(&mut wire, GetAcl::new("INBOX").unwrap(), "a1 GETACL INBOX\r\n", answer).unwrap();
    assert_eq!((entries.len(), entries[1].identifier.is_negative()), (2, true));

    let answer = "* MYRIGHTS INBOX lrs\r\na2 OK done\r\n";
    let rights = call(&mut wire, MyRights::new("inbox").unwrap(), "a2 MYRIGHTS INBOX\r\n", answer).unwrap();
    assert_eq!(rights.to_string(), "lrs");

    let answer = "* LISTRIGHTS a smith la r swicdkxte\r\na3 OK done\r\n";
    let request = ListRights::new("a", "smith").unwrap();
    let rights = call(&mut wire, request, "a3 LISTRIGHTS a smith\r\n", answer).unwrap();
    assert_eq!((rights.required().to_string(), rights.optional().len()), ("la".into(), 2));

    let request = SetAcl::new("a", "b c", ModRights::Add("lr".try_into().unwrap())).unwrap();
    assert_eq!(call(&mut wire, request, "a4 SETACL a \"b c\" +lr\r\n", "a4 OK so\r\n").unwrap().text(), "so");
    let request = DeleteAcl::new("a", "b").unwrap();
    assert_eq!(call(&mut wire, request, "a5 DELETEACL a b\r\n", "a5 OK so\r\n").unwrap().text(), "so");

    let mut one = wire.client.call(MyRights::new("one").unwrap()).unwrap();
    let mut two = wire.client.call(MyRights::new("two").unwrap()).unwrap();
    wire.expect("a6 MYRIGHTS one\r\na7 MYRIGHTS two\r\n");
    let mut input = &b"* MYRIGHTS two r\r\n* MYRIGHTS one lr\r\na7 OK\r\na6 OK\r\n"[..];
    let mut told = Vec::new();
    while let Some(event) = wire.client.receive(&mut input).unwrap() {
        match one.take(event) {
            Taken::Done(rights) => told.push(rights.unwrap().to_string()),
            Taken::Other(event) => {
                if let Taken::Done(rights) = two.take(event) {
                    told.push(rights.unwrap().to_string());
                }
            }
            Taken::More => {}
        }
    }
    assert_eq!(told, ["r", "lr"], "each its own");
}

#[test]
fn annotations_are_put_together_and_news_is_given_back() {
    let mut wire = Wire::logged_in("IMAP4rev1 METADATA");
    let entries = [entry("/shared/comment"), entry("/private/x")];
    let request = GetMetadata::new("inbox", entries).unwrap().max_size(1024).depth(Depth::Infinity);
    let mut get = wire.client.call(request).unwrap();
    wire.expect("a1 GETMETADATA (MAXSIZE 1024 DEPTH infinity) INBOX (/shared/comment /private/x)\r\n");
    let answer = "* METADATA \"\" (/shared/comment \"the server's\")\r\n* METADATA INBOX /shared/comment\r\n\
        * METADATA iNbOx (/Shared/Comment {3}\r\none /private/x NIL)\r\n\
        * METADATA INBOX (/private/x/y two /SHARED/COMMENT three)\r\n\
        a1 OK [METADATA LONGENTRIES 2199] done\r\n";
    let (others, done) = hear(&mut wire, &mut get, answer);
    assert_eq!(others, ["data Metadata", "data Metadata"]);
    let told = done.unwrap().unwrap();
    assert_eq!(
        (told.get("/shared/comment"), told.get("/private/x/y")),
        (Some(&b"three"[..]), Some(&b"two"[..]))
    );
    assert_eq!((told.get("/private/x"), told.longest, told.entries.len()), (None, Some(2199), 3));

    let request = SetMetadata::new("", entry("/shared/a"), None).unwrap().remove(entry("/shared/b"));
    let refused = call(
        &mut wire,
        request,
        "a2 SETMETADATA \"\" (/shared/a NIL /shared/b NIL)\r\n",
        "a2 NO [METADATA TOOMANY] x\r\n",
    );
    assert_eq!(refused.unwrap_err().code(), Some(&Code::Metadata(MetadataCode::TooMany)));
}

#[test]
fn an_annotation_that_is_too_big_to_be_held_is_collected() {
    let options = Options {
        limits: imap_fsm::Limits { literal: 4, ..imap_fsm::Limits::client() },
        ..Options::default()
    };
    for (limit, expected) in [(2000, Some("0123456789")), (30, None)] {
        let mut wire = Wire::with(options, "IMAP4rev1 METADATA");
        wire.send("LOGIN a b");
        wire.sent();
        wire.hear("a1 OK\r\n");
        let request = GetMetadata::new("a", [entry("/shared/a"), entry("/shared/b")]).unwrap();
        let mut get = wire.client.call(request).unwrap().limit(limit);
        let answer = "* METADATA b (/shared/a {5}\r\nother)\r\n\
            * METADATA a (/shared/a {10}\r\n0123456789 /shared/b {2}\r\nno)\r\na2 OK done\r\n";
        let (others, done) = hear(&mut wire, &mut get, answer);
        assert_eq!(others.first().map(String::as_str), Some("head 5"), "another mailbox's");
        assert_eq!(others.last().map(String::as_str), Some("tail true"));
        assert_eq!(others.len(), 7);
        match expected {
            Some(text) => {
                let told = done.unwrap().unwrap();
                assert_eq!(told.get("/shared/a"), Some(text.as_bytes()));
                assert_eq!(told.get("/shared/b"), Some(&b"no"[..]));
            }
            None => assert_eq!(done, Some(Err(Refused::TooLarge { limit }))),
        }
    }
}

#[test]
fn urls_are_made_and_read() {
    let mut wire = Wire::logged_in("IMAP4rev1 URLAUTH URLAUTH=BINARY");
    let rump = "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous";
    let answer =
        format!("* GENURLAUTH \"{rump}:internal:0123456789abcdef0123456789abcdef\"\r\na1 OK done\r\n");
    let request = GenUrlAuth::new(RumpUrl::try_from(rump).unwrap());
    let urls = call(&mut wire, request, &format!("a1 GENURLAUTH {rump} INTERNAL\r\n"), &answer).unwrap();
    assert_eq!(urls[0].to_string(), format!("{rump}:internal:0123456789abcdef0123456789abcdef"));

    let (one, two) = (
        format!("{rump}:internal:1123456789abcdef0123456789abcdef"),
        format!("{rump}:internal:2123456789abcdef0123456789abcdef"),
    );
    let [first, second] = [&*one, &*two].map(|text| FullUrl::try_from(text).unwrap());
    let params = vec![UrlFetchParam::BodyPartStructure, UrlFetchParam::Body].try_into().unwrap();
    let request = UrlFetch::new(first).url(UrlFetchArg { url: second, params: Some(params) });
    let command = format!("a2 URLFETCH {one} ({two} BODYPARTSTRUCTURE BODY)\r\n");
    let answer = format!(
        "* URLFETCH \"{one}\" NIL\r\n* URLFETCH \"{two}\" (BODY {{3}}\r\nabc) (BINARY ~{{2}}\r\n\0x)\r\na2 OK done\r\n"
    );
    let fetched = call(&mut wire, request, &command, &answer).unwrap();
    assert_eq!((fetched[0].text(), fetched[1].text()), (None, Some(&b"abc"[..])));
}

#[test]
fn what_a_url_stands_for_may_be_long() {
    let options = Options {
        limits: imap_fsm::Limits { literal: 4, ..imap_fsm::Limits::client() },
        ..Options::default()
    };
    let mut wire = Wire::with(options, "IMAP4rev1 URLAUTH");
    wire.send("LOGIN a b");
    wire.sent();
    wire.hear("a1 OK\r\n");
    let name =
        "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:0123456789abcdef0123456789abcdef";
    let url = || FullUrl::try_from(name).unwrap();
    let params = vec![UrlFetchParam::Binary].try_into().unwrap();
    let request = UrlFetch::new(url()).url(UrlFetchArg { url: url(), params: Some(params) });
    let mut fetch = wire.client.call(request).unwrap();
    let answer = format!(
        "* URLFETCH \"{name}\" {{6}}\r\nabcdef \"{name}\" (BINARY ~{{5}}\r\n\0\x01\x02\x03\x04)\r\na2 OK done\r\n"
    );
    let (others, done) = hear(&mut wire, &mut fetch, &answer);
    assert_eq!(others, [""; 0]);
    let fetched = done.unwrap().unwrap();
    assert_eq!(
        (fetched[0].text(), fetched[1].text()),
        (Some(&b"abcdef"[..]), Some(&b"\0\x01\x02\x03\x04"[..]))
    );
}

#[test]
fn languages_and_comparators_are_chosen() {
    let mut wire = Wire::logged_in("IMAP4rev1 LANGUAGE I18NLEVEL=2");
    let answer = "* LANGUAGE (EN DE i-default)\r\na1 OK done\r\n";
    assert_eq!(call(&mut wire, Language::list(), "a1 LANGUAGE\r\n", answer).unwrap().tags.len(), 3);
    let request = Language::new([LanguageRange::try_from("FR-CA").unwrap(), LanguageRange::ANY]);
    let answer = "* LANGUAGE (FR)\r\n* NAMESPACE ((\"\" \"/\")) NIL NIL\r\na2 OK bien\r\n";
    let told = call(&mut wire, request, "a2 LANGUAGE FR-CA \"*\"\r\n", answer).unwrap();
    assert_eq!((told.tags.len(), told.namespaces.unwrap().personal.len()), (1, 1));

    let request = Comparator::new(["cz;*".try_into().unwrap(), "i;basic".try_into().unwrap()]);
    let answer = "* COMPARATOR i;basic (i;basic)\r\na3 OK done\r\n";
    let told = call(&mut wire, request, "a3 COMPARATOR \"cz;*\" i;basic\r\n", answer).unwrap().unwrap();
    assert_eq!((told.active, told.matching.len()), ("i;basic".try_into().unwrap(), 1));
}

#[test]
fn notify_ends_in_the_numbers_from_which_changes_are_told() {
    let mut wire = Wire::selected("IMAP4rev1 NOTIFY");
    let events = || vec![Happening::MessageNew(vec![]), Happening::MessageExpunge];
    let group = |mailboxes| EventGroup::new(mailboxes, events()).unwrap();
    let request =
        Notify::new([group(FilterMailboxes::Selected), group(FilterMailboxes::Personal)]).unwrap().status();
    let mut notify = wire.client.call(request).unwrap();
    wire.expect("a2 NOTIFY SET STATUS (selected (MessageNew MessageExpunge)) (personal (MessageNew MessageExpunge))\r\n");
    let answer = "* STATUS a (MESSAGES 1 UIDNEXT 2)\r\n* 11 EXISTS\r\n* 3 EXPUNGE\r\n* STATUS b (MESSAGES 5)\r\n\
        * STATUS a (MESSAGES 2)\r\na2 OK done\r\n* STATUS a (MESSAGES 3)\r\n";
    let (others, done) = hear(&mut wire, &mut notify, answer);
    assert_eq!(others, ["data Exists", "data Expunge", "data MailboxStatus"]);
    let told = format!(
        "{:?}",
        done.unwrap().unwrap().into_iter().map(|of| (of.mailbox, of.items)).collect::<Vec<_>>()
    );
    assert_eq!(told, "[(\"a\", [UidNext(2), Messages(2)]), (\"b\", [Messages(5)])]");

    let answer = "* STATUS x (MESSAGES 1)\r\na3 NO [BADEVENT (MessageNew MessageExpunge)] no\r\n";
    let mut notify = wire.client.call(Notify::new([group(FilterMailboxes::Inboxes)]).unwrap()).unwrap();
    wire.sent();
    let (others, done) = hear(&mut wire, &mut notify, answer);
    assert_eq!(others, ["data MailboxStatus"], "it was not asked for");
    assert!(matches!(done.unwrap().unwrap_err().code(), Some(Code::BadEvent(known)) if known.len() == 2));
    assert!(call(&mut wire, Notify::none(), "a4 NOTIFY NONE\r\n", "a4 OK done\r\n").is_ok());
}

#[test]
fn replace_tells_the_uid_before_the_end_or_with_it() {
    for (answer, expected) in [
        ("* OK [APPENDUID 1 2000] x\r\n* 11 EXISTS\r\n* 4 EXPUNGE\r\na2 OK done\r\n", Some("2000")),
        ("* 11 EXISTS\r\n* 4 EXPUNGE\r\na2 OK [APPENDUID 1 2000] done\r\n", Some("2000")),
        ("* 11 EXISTS\r\n* 4 EXPUNGE\r\na2 OK done\r\n", None),
        ("* 11 EXISTS\r\n* VANISHED 4\r\na2 NO [TRYCREATE] no\r\n", None),
    ] {
        let mut wire = Wire::selected("IMAP4rev2 REPLACE LITERAL+");
        let message = AppendMessage::new(AString::try_from("hello").unwrap());
        let request = Replace::uid(Uid::try_from(7).unwrap(), "Drafts", message).unwrap();
        let mut replace = wire.client.call(request).unwrap();
        wire.expect("a2 UID REPLACE 7 Drafts {5+}\r\nhello\r\n");
        let (others, done) = hear(&mut wire, &mut replace, answer);
        assert_eq!(others.len(), 2);
        match done.unwrap() {
            Ok(replaced) => assert_eq!(replaced.map(|told| told.uids.to_string()).as_deref(), expected),
            Err(refused) => assert_eq!(refused.code(), Some(&Code::TryCreate)),
        }
    }
}

#[test]
fn several_mailboxes_are_searched_at_once() {
    let mut wire = Wire::logged_in("IMAP4rev1 MULTISEARCH");
    let mailbox = |name: &'static str| Mailbox::try_from(name).unwrap();
    let groups =
        [FilterMailboxes::Mailboxes(mailbox("a").into()), FilterMailboxes::Subtree(mailbox("b").into())];
    let request = MultiSearch::new(SearchKey::Unseen)
        .mailboxes(groups)
        .unwrap()
        .returns([SearchReturnOpt::All, SearchReturnOpt::Count])
        .unwrap();
    let mut first = wire.client.call(request).unwrap();
    let second = wire
        .client
        .call(MultiSearch::new(SearchKey::All).mailboxes([FilterMailboxes::Personal]).unwrap())
        .unwrap();
    wire.expect(
        "a1 ESEARCH IN (mailboxes a subtree b) RETURN (ALL COUNT) UNSEEN\r\na2 ESEARCH IN (personal) ALL\r\n",
    );
    assert!(!wire.client.is_held(second.id()));
    let answer = "* ESEARCH (TAG \"a2\" MAILBOX a UIDVALIDITY 1) UID ALL 1\r\n\
        * ESEARCH (TAG \"a1\" MAILBOX b/c UIDVALIDITY 23) UID ALL 9,4:5 COUNT 3\r\n\
        * ESEARCH (TAG \"a1\" MAILBOX inbox UIDVALIDITY 1) UID COUNT 0\r\n\
        * ESEARCH (TAG \"a1\" MAILBOX b/c UIDVALIDITY 23) UID ALL 7\r\na1 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut first, answer);
    assert_eq!(others, ["data ESearch"]);
    let found = done.unwrap().unwrap();
    assert_eq!((found.len(), numbers(found[0].found.iter())), (2, vec![4, 5, 7, 9]));
    assert_eq!((found[0].uid_validity.unwrap().get(), found[1].mailbox.clone()), (23, Some(Mailbox::INBOX)));
}

#[test]
fn sorted_results_keep_their_order_however_they_come() {
    for answer in [
        "* SORT 9 7 8 2\r\n",
        "* SORT 9 7\r\n* SORT 8 2\r\n",
        "* ESEARCH (TAG \"a2\") UID ALL 9,7:8,2\r\n",
        "* ESEARCH (TAG \"a2\") UID ALL 9,8:7,2\r\n",
    ] {
        let mut wire = Wire::selected("IMAP4rev1 SORT");
        let newest = SortCriterion { reverse: true, key: SortKey::Arrival };
        let request = Sort::uids(SearchKey::Undeleted, newest).then(SortKey::Subject);
        let command = "a2 UID SORT (REVERSE ARRIVAL SUBJECT) UTF-8 UNDELETED\r\n";
        let found = call(&mut wire, request, command, &format!("{answer}a2 OK done\r\n")).unwrap();
        assert_eq!((numbers(found.iter()), found.count()), (vec![9, 7, 8, 2], 4));
    }
}

#[test]
fn searches_sorts_and_threads_run_at_once_but_not_two_of_them() {
    let mut wire = Wire::selected("IMAP4rev1 SORT THREAD=REFS ESORT");
    let mut sort = wire.client.call(Sort::seq_nums(SearchKey::All, SortKey::Size)).unwrap();
    let mut thread = wire.client.call(Thread::uids(ThreadAlgorithm::Refs, SearchKey::All)).unwrap();
    let mut search = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    let mut held = wire.client.call(Thread::uids(ThreadAlgorithm::Refs, SearchKey::Seen)).unwrap();
    wire.expect("a2 SORT (SIZE) UTF-8 ALL\r\na3 UID THREAD REFS UTF-8 ALL\r\na4 UID SEARCH ALL\r\n");
    let mut input = &b"* THREAD (1)(2 3)\r\n* SEARCH 7\r\n* SORT 2 1\r\na4 OK\r\na3 OK\r\na2 OK\r\n"[..];
    let mut ends = Vec::new();
    while let Some(event) = wire.client.receive(&mut input).unwrap() {
        let event = match sort.take(event) {
            Taken::Done(found) => {
                ends.push(format!("{:?}", numbers(found.unwrap().iter())));
                continue;
            }
            Taken::Other(event) => event,
            Taken::More => continue,
        };
        let event = match thread.take(event) {
            Taken::Done(threaded) => {
                ends.push(format!("{} threads", threaded.unwrap().threads().count()));
                continue;
            }
            Taken::Other(event) => event,
            Taken::More => continue,
        };
        if let Taken::Done(found) = search.take(event) {
            ends.push(format!("{:?}", numbers(found.unwrap().iter())));
        }
    }
    assert_eq!(ends, ["[7]", "2 threads", "[2, 1]"]);
    wire.expect("a5 UID THREAD REFS UTF-8 SEEN\r\n");
    let answer = "* THREAD (3)\r\n* THREAD ((5)(6))\r\na5 OK\r\n";
    let (_, done) = hear(&mut wire, &mut held, answer);
    let threaded: Vec<_> =
        done.unwrap().unwrap().iter().map(|(uid, depth)| (uid.map(Uid::get), depth)).collect();
    assert_eq!(threaded, [(Some(3), 0), (None, 0), (Some(5), 1), (Some(6), 1)]);

    let tagged = |wire: &mut Wire| {
        wire.client.call(Sort::uids(SearchKey::All, SortKey::Size).returns([]).unwrap()).unwrap()
    };
    let (_one, _two) = (tagged(&mut wire), tagged(&mut wire));
    wire.expect("a6 UID SORT RETURN () (SIZE) UTF-8 ALL\r\na7 UID SORT RETURN () (SIZE) UTF-8 ALL\r\n");
}

#[test]
fn one_page_of_the_results_is_one_value() {
    let mut wire = Wire::selected("IMAP4rev1 PARTIAL");
    let range = imap_types::partial::PartialRange::Last(1.try_into().unwrap(), 100.try_into().unwrap());
    let request = Search::uids(SearchKey::All).returns([SearchReturnOpt::Partial(range)]).unwrap();
    let answer = "* ESEARCH (TAG \"a2\") UID PARTIAL (-1:-100 250:349)\r\na2 OK done\r\n";
    let found = call(&mut wire, request, "a2 UID SEARCH RETURN (PARTIAL -1:-100) ALL\r\n", answer).unwrap();
    assert_eq!(found.partial.unwrap().numbers.unwrap().count(), 100);
}

#[test]
fn list_tells_numbers_rights_and_annotations_of_each() {
    let mut wire = Wire::logged_in("IMAP4rev2 LIST-MYRIGHTS LIST-METADATA");
    let request = List::new("", "%").unwrap().my_rights().metadata([entry("/shared/x")]).unwrap();
    let mut list = wire.client.call(request).unwrap();
    wire.expect("a1 LIST \"\" \"%\" RETURN (MYRIGHTS METADATA (/shared/x))\r\n");
    let rights = wire.client.call(MyRights::new("a").unwrap()).unwrap();
    assert!(wire.client.is_held(rights.id()), "the answer would be the same");
    let answer = "* MYRIGHTS a lrs\r\n* LIST () \"/\" a\r\n* METADATA a (/shared/x one)\r\n* METADATA a /shared/y\r\n\
        * LIST () \"/\" INBOX\r\n* MYRIGHTS inbox lr\r\n* METADATA inbox (/shared/x NIL)\r\n* STATUS a (UNSEEN 1)\r\n\
        * LIST (\\Noselect) \"/\" b\r\na1 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut list, answer);
    assert_eq!(others, ["data MyRights", "data Metadata", "data MailboxStatus"]);
    let told: Vec<_> = done.unwrap().unwrap();
    let rights = |at: usize| told[at].rights.map(|rights| rights.to_string());
    assert_eq!((rights(0).as_deref(), rights(1).as_deref(), rights(2)), (Some("lrs"), Some("lr"), None));
    assert_eq!(told[0].metadata[0].value.as_ref().map(Binary::as_bytes), Some(&b"one"[..]));
    assert_eq!((told[1].metadata[0].value.clone(), told[2].metadata.len()), (None, 0));
}

#[test]
fn of_a_number_that_is_told_twice_the_later_counts() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let request = imap_fsm::client::call::Status::new("a", [StatusAtt::Messages, StatusAtt::Unseen]).unwrap();
    let answer = "* STATUS a (MESSAGES 1 UNSEEN 0)\r\n* STATUS a (MESSAGES 2)\r\na1 OK done\r\n";
    let told = call(&mut wire, request, "a1 STATUS a (MESSAGES UNSEEN)\r\n", answer).unwrap();
    assert_eq!(format!("{told:?}"), "[Unseen(0), Messages(2)]");
    let first = wire.client.call(MyRights::new("a").unwrap()).unwrap();
    let second = wire.client.call(MyRights::new("a").unwrap()).unwrap();
    assert!(!wire.client.is_held(first.id()) && wire.client.is_held(second.id()), "of the same mailbox");
}
