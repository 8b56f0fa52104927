//! Any bytes of a server, offered to every kind of call at once: a call takes or gives back, ends once, and keeps no
//! more than its limit.
#![no_main]

use std::fmt::Debug;

use imap_fsm::Limits;
use imap_fsm::client::call::{
    Answer, Any, Append, Authenticate, Call, Capability, Comparator, Compress, Context, ContextAnswer, Copy,
    Enable, Expunge, Fetch, FetchAnswer, GenUrlAuth, GetAcl, GetJmapAccess, GetMetadata, GetQuota,
    GetQuotaRoot, Id, Language, List, ListRights, Lsub, Move, MultiSearch, MyRights, Namespace, Notify,
    Numbered, PiecesAnswer, Replace, Request, Search, Select, SetMetadata, SetQuota, Sort, StartTls, Status,
    Store, Taken, Thread, UidBatches, UrlFetch,
};
use imap_fsm::client::{Client, CommandId, Event, Options};
use imap_fuzz::in_bounded_memory;
use imap_types::append::AppendMessage;
use imap_types::capability;
use imap_types::command::CommandBody;
use imap_types::fetch::FetchAtt;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::flag::Flag;
use imap_types::language::LanguageRange;
use imap_types::metadata::Entry;
use imap_types::notify::EventGroup;
use imap_types::number::{SeqNum, Uid};
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::section::Section;
use imap_types::select::QResync;
use imap_types::sequence::{MessageSet, SequenceSet, UidSequenceSet};
use imap_types::sort::SortKey;
use imap_types::status::StatusAtt;
use imap_types::string::AString;
use imap_types::thread::ThreadAlgorithm;
use imap_types::url::{FullUrl, RumpUrl};
use imap_types::urlauth::UrlFetchParam;
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits =
    Limits { line: 512, message: 1024, literal: 16, stream: 200, depth: 8, ..Limits::client() };

/// How many results a search keeps that the server keeps up to date.
const RESULTS: usize = 100;

/// What each call keeps.
const LIMIT: usize = 1000;

/// How long what is kept may be when it is written by `Debug`, for each octet of the limit.
const DEBUG: usize = 64;

fuzz_target!(|input: &[u8]| {
    in_bounded_memory(input, || run(input, How::AllAtOnce));
    in_bounded_memory(input, || run(input, How::InTurn));
});

/// How the commands of the calls go out.
#[derive(Clone, Copy, PartialEq)]
enum How {
    /// Whatever is in flight, so that calls of all kinds take what comes.
    AllAtOnce,
    /// As the client has it: those that could take each other's answers wait.
    InTurn,
}

fn run(input: &[u8], how: How) {
    let mut client = Client::new(Options { limits: LIMITS, ..Options::default() });
    let greeting = b"* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi\r\n";
    client.receive(&mut &greeting[..]).expect("it is one");
    let mut calls = calls(&mut client, how);
    let mut rest = input;
    loop {
        client.transmitted(client.transmit().len()).expect("so much there is");
        match client.receive(&mut rest) {
            Ok(Some(event)) => calls.iter_mut().for_each(|call| call.offer(event.clone())),
            Ok(None) if client.upgraded().is_ok() => {}
            Ok(None) | Err(_) => break,
        }
    }
    while let Ok(Some(event)) = client.receive_eof() {
        calls.iter_mut().for_each(|call| call.offer(event.clone()));
    }
    for call in calls {
        let kept = call.kept();
        assert!(kept <= DEBUG * LIMIT, "{kept} characters are kept");
    }
}

/// A call of some kind.
trait Offered {
    fn offer(&mut self, event: Event<'_>);

    /// How long the result is, written by `Debug`.
    fn kept(self: Box<Self>) -> usize;
}

impl<A: Answer<Output: Debug>> Offered for Call<A> {
    fn offer(&mut self, event: Event<'_>) {
        let (done, before) = (self.is_done(), event.clone());
        match self.take(event) {
            Taken::Done(result) => {
                assert!(!done && self.is_done());
                if let Ok(output) = result {
                    assert!(format!("{output:?}").len() <= DEBUG * LIMIT);
                }
            }
            Taken::Other(event) => assert_eq!(event, before, "it is given back as it was"),
            Taken::More | Taken::Step(_) => assert!(!done && !self.is_done()),
        }
    }

    fn kept(self: Box<Self>) -> usize {
        self.into_partial().map_or(0, |output| format!("{output:?}").len())
    }
}

/// One of each kind. Those that are not in place have another command's tag.
fn calls(client: &mut Client, how: How) -> Vec<Box<dyn Offered>> {
    let text = |text: &'static str| AString::try_from(text).expect("it is a string");
    let entry = |name: &'static str| Entry::try_from(name).expect("it is an entry");
    let rump =
        RumpUrl::try_from("imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous").expect("it is a URL");
    let url = || {
        let text = "imap://joe@h/a/;uid=20;urlauth=anonymous:internal:91354a473744909de610943775f92038";
        FullUrl::try_from(text).expect("it is a URL")
    };
    let uids = || UidSequenceSet::try_from("1:5,8:*").expect("it is a set");
    let seq_nums = || SequenceSet::try_from("2:4").expect("it is a set");
    let known = QResync::new(1.try_into().expect("not zero"), 1.try_into().expect("not zero"));
    let mut calls: Vec<Box<dyn Offered>> = Vec::new();
    macro_rules! call {
        ($($request:expr),+ $(,)?) => {
            $(calls.extend(call(client, how, $request));)+
        };
    }
    call!(
        Capability,
        Language::new([LanguageRange::ANY]),
        Comparator::active(),
        Enable::new([capability::Capability::CondStore]).expect("one is enough"),
        Id(None),
        Namespace,
        GetJmapAccess,
        UidBatches::new(2000.try_into().expect("not zero")),
        List::new("", "*").expect("a pattern").status([StatusAtt::Messages]).expect("one is enough"),
        List::new("", "%")
            .expect("a pattern")
            .my_rights()
            .metadata([entry("/shared/a")])
            .expect("one is enough"),
        Lsub::new("", "*").expect("a pattern"),
        Status::new("a", [StatusAtt::Messages]).expect("one is enough"),
        Append::new("a", AppendMessage::new(text("b"))).expect("a mailbox"),
        GetQuota::new("a").expect("a quota root"),
        SetQuota::new("").expect("a quota root"),
        GetQuotaRoot::new("a").expect("a mailbox"),
        GetAcl::new("a").expect("a mailbox"),
        MyRights::new("INBOX").expect("a mailbox"),
        ListRights::new("a", "b").expect("a mailbox"),
        GetMetadata::new("", [entry("/shared/a")]).expect("a mailbox").max_size(9),
        GetMetadata::new("a", [entry("/shared/a")]).expect("a mailbox"),
        SetMetadata::new("a", entry("/shared/a"), None).expect("a mailbox"),
        GenUrlAuth::new(rump),
        UrlFetch::new(url()),
        UrlFetch::of(url(), [UrlFetchParam::Binary]).expect("one is not too many"),
        Notify::new([EventGroup::new(FilterMailboxes::Personal, Vec::new()).expect("none will do")])
            .expect("one is enough")
            .status(),
        MultiSearch::new(SearchKey::All).mailboxes([FilterMailboxes::Personal]).expect("one is enough"),
        CommandBody::Noop,
        Any::new(CommandBody::Noop, |_| true),
        Select::new("a").expect("a mailbox"),
        Select::new("a").expect("a mailbox").qresync(known),
        Search::uids(SearchKey::All),
        Search::uids(SearchKey::All).updated().limit(RESULTS),
        Search::seq_nums(SearchKey::All).updated().limit(RESULTS),
        Sort::uids(SearchKey::All, SortKey::Date),
        Sort::uids(SearchKey::All, SortKey::Date).updated().limit(RESULTS),
        Sort::seq_nums(SearchKey::All, SortKey::Date).updated().limit(RESULTS),
        Thread::uids(ThreadAlgorithm::References, SearchKey::All),
        Replace::uid(Uid::MIN, "a", AppendMessage::new(text("b"))).expect("a mailbox"),
        Search::seq_nums(SearchKey::All).returns([SearchReturnOpt::All]).expect("one is not too many"),
        Fetch::uids(uids()).flags().envelope().text(Section::default()),
        Fetch::seq_nums(seq_nums()).body_structure().text(Section::header()).att(FetchAtt::Rfc822),
        Fetch::uids(uids()).text(Section::text()).text(Section::default()).pieces(),
        Store::add(seq_nums(), [Flag::Seen]),
        Copy::new(uids(), "a").expect("a mailbox"),
        Move::new(uids(), "a").expect("a mailbox"),
        Expunge::all(),
        Authenticate::login("a", "b").expect("no NUL"),
        StartTls,
        Compress,
    );
    calls.push(Box::new(Call::new(noop(client), FetchAnswer::new(MessageSet::Uids(uids()), Vec::new()))));
    let asked = vec![FetchAtt::Rfc822Text, FetchAtt::Envelope];
    let answer = FetchAnswer::new(MessageSet::Uids(UidSequenceSet::last()), asked);
    calls.push(Box::new(Call::new(noop(client), PiecesAnswer::new(answer)).limit(LIMIT)));
    follow(client, &mut calls);
    calls
}

/// Searches that go on being told of.
fn follow(client: &mut Client, calls: &mut Vec<Box<dyn Offered>>) {
    calls.push(Box::new(Followed::<Uid>::new(noop(client), ContextAnswer::of_search())));
    calls.push(Box::new(Followed::<Uid>::new(noop(client), ContextAnswer::of_sort())));
    calls.push(Box::new(Followed::<SeqNum>::new(noop(client), ContextAnswer::of_sort())));
}

/// A context that was begun by an empty answer, and is offered everything from the beginning.
struct Followed<N: Numbered>(Context<N>);

impl<N: Numbered> Followed<N> {
    fn new(id: CommandId, answer: ContextAnswer<N>) -> Self {
        Self(Call::new(id, answer).into_partial().expect("it has not ended"))
    }
}

impl<N: Numbered> Offered for Followed<N> {
    fn offer(&mut self, event: Event<'_>) {
        if let Event::Data(data) = &event {
            self.0.apply(data);
        }
        let some = self.0.iter().take(RESULTS).count();
        assert_eq!(u64::try_from(some).ok(), Some(self.0.count().min(RESULTS as u64)));
    }

    fn kept(self: Box<Self>) -> usize {
        0
    }
}

/// `None` if it has to wait and is not in place.
fn call<'a, R>(client: &mut Client, how: How, request: R) -> Option<Box<dyn Offered>>
where
    R: Request<'a, Answer: Answer<Output: Debug> + 'static>,
{
    let (command, answer) = request.into_parts();
    let changes_layer = matches!(
        command,
        CommandBody::StartTls | CommandBody::Compress(_) | CommandBody::Authenticate { .. }
    );
    let call = match how {
        How::InTurn if !changes_layer => client.call(Parts(command, answer)).ok()?,
        How::AllAtOnce if !changes_layer => {
            Call::new(client.send(&command).unwrap_or_else(|_| noop(client)), answer)
        }
        How::InTurn | How::AllAtOnce => Call::new(noop(client), answer),
    };
    Some(Box::new(call.limit(LIMIT)))
}

/// A request that has been taken apart.
struct Parts<'a, A>(CommandBody<'a>, A);

impl<'a, A: Answer> Request<'a> for Parts<'a, A> {
    type Answer = A;

    fn into_parts(self) -> (CommandBody<'a>, A) {
        (self.0, self.1)
    }
}

fn noop(client: &mut Client) -> CommandId {
    client.send(&CommandBody::Noop).expect("it is always in place")
}
