//! Laws of calls: in which order they are offered an event makes no difference, and each takes its own answers only.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::{Debug, Write as _};

use imap_fsm::Limits;
use imap_fsm::client::call::{
    Answer, Call, Copy, Expunge, Fetch, GetQuotaRoot, Id, List, Lsub, Move, MultiSearch, MyRights, Namespace,
    Piece, Request, Search, Select, Sort, Status, Store, Taken, Thread,
};
use imap_fsm::client::{Client, Event, Options};
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::flag::Flag;
use imap_types::number::ModSeq;
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::section::Section;
use imap_types::select::QResync;
use imap_types::sequence::UidSequenceSet;
use imap_types::sort::SortKey;
use imap_types::status::StatusAtt;
use imap_types::thread::ThreadAlgorithm;
use proptest::prelude::*;

const CAPABILITIES: &str = "IMAP4rev1 ENABLE CONDSTORE QRESYNC ESEARCH LIST-EXTENDED LIST-STATUS LIST-MYRIGHTS SORT \
    THREAD=REFS MOVE UIDPLUS QUOTA ID NAMESPACE ACL MULTISEARCH CONTEXT=SEARCH";

/// The number of the first call: every answer to a call has its number in it, and news has this one.
const NEWS: u32 = 700_000;

/// A call of some kind.
trait Live {
    /// Offers an event; notes the steps and the end.
    fn offer<'i>(&mut self, event: Event<'i>, told: &mut String) -> Option<Event<'i>>;
    fn is_done(&self) -> bool;
}

trait Shown {
    fn shown(&self) -> String;
}

impl Shown for Infallible {
    fn shown(&self) -> String {
        match *self {}
    }
}

impl Shown for Piece<'_> {
    fn shown(&self) -> String {
        match self {
            Piece::Octets(octets) => String::from_utf8_lossy(octets).into_owned(),
            piece => format!("{piece:?}"),
        }
    }
}

impl<A: Answer<Output: Debug>> Live for Call<A>
where
    for<'i> A::Step<'i>: Shown,
{
    fn offer<'i>(&mut self, event: Event<'i>, told: &mut String) -> Option<Event<'i>> {
        match self.take(event) {
            Taken::Other(event) => return Some(event),
            Taken::More => {}
            Taken::Step(step) => told.push_str(&step.shown()),
            Taken::Done(done) => write!(told, "{done:?}").unwrap(),
        }
        None
    }

    fn is_done(&self) -> bool {
        Call::is_done(self)
    }
}

/// What a server may say to a command: untagged lines with the marks `@` (its number), `#` (its tag) and `UID` (one of its
/// messages, all of whose items are in parentheses).
#[derive(Clone, Debug)]
struct Script {
    lines: Vec<String>,
    uids: Vec<u32>,
    code: &'static str,
    selects: bool,
}

fn script(lines: &[&str]) -> Script {
    let lines = lines.iter().map(ToString::to_string).collect();
    Script { lines, uids: Vec::new(), code: "", selects: false }
}

struct Running {
    number: u32,
    tag: String,
    script: Script,
}

struct World<'r> {
    chance: &'r mut dyn FnMut(u32) -> u32,
    client: Client,
    rev2: bool,
    calls: Vec<(u32, Option<Box<dyn Live>>)>,
    /// What each call has told.
    told: BTreeMap<u32, String>,
    /// What nobody took.
    left: Vec<String>,
    log: Vec<String>,
    /// What is on its way to the server, and what it is about.
    scripts: BTreeMap<String, (u32, Script)>,
    running: Vec<Running>,
    /// Calls for which an answer with the number was sent, and that ended in OK.
    answered: BTreeMap<u32, bool>,
}

impl World<'_> {
    fn call<'a, R>(&mut self, request: R, script: Script)
    where
        R: Request<'a, Answer: Answer<Output: Debug> + 'static>,
        for<'i> <R::Answer as Answer>::Step<'i>: Shown,
    {
        let Ok(call) = self.client.call(request) else { return };
        let number = NEWS + 1 + self.calls.len() as u32;
        self.scripts.insert(call.id().tag().as_str().into(), (number, script));
        self.calls.push((number, Some(Box::new(call))));
    }

    /// Some call.
    fn begin(&mut self) {
        let all = || SearchKey::All;
        let search = if self.rev2 { "ESEARCH (TAG \"#\") UID ALL @" } else { "SEARCH @" };
        match (self.chance)(24) {
            0 => self.call(Search::uids(all()), script(&[search])),
            1 => {
                let request = Search::uids(all()).returns([SearchReturnOpt::All]).unwrap();
                self.call(request, script(&["ESEARCH (TAG \"#\") UID ALL @"]));
            }
            2 => {
                let request = Search::seq_nums(all()).updated();
                self.call(request, script(&["ESEARCH (TAG \"#\") ALL @", "ESEARCH (TAG \"#\") ADDTO (0 @)"]));
            }
            3 => self.call(Sort::uids(all(), SortKey::Date), script(&["SORT @ 4"])),
            4 => {
                let request = Sort::uids(all(), SortKey::Date).returns([SearchReturnOpt::All]).unwrap();
                self.call(request, script(&["ESEARCH (TAG \"#\") UID ALL @"]));
            }
            5 => self.call(Thread::uids(ThreadAlgorithm::Refs, all()), script(&["THREAD (@)"])),
            6 => {
                let request = MultiSearch::new(all()).mailboxes([FilterMailboxes::Personal]).unwrap();
                let answer = "ESEARCH (TAG \"#\" MAILBOX a UIDVALIDITY 1) UID ALL @";
                self.call(request, script(&[answer]));
            }
            7 | 8 => {
                let mailbox = ["a", "b"][(self.chance)(2) as usize];
                let answer = format!("STATUS {mailbox} (UNSEEN @)");
                self.call(Status::new(mailbox, [StatusAtt::Unseen]).unwrap(), script(&[&answer]));
            }
            9 => self.call(List::new("", "*").unwrap(), script(&["LIST (\\K@) \"/\" a", "LIST () \"/\" k@"])),
            10 => {
                let request = List::new("", "*").unwrap().status([StatusAtt::Unseen]).unwrap().my_rights();
                let lines = ["LIST (\\K@) \"/\" a", "STATUS a (UNSEEN 1)", "MYRIGHTS a lr"];
                self.call(request, script(&lines));
            }
            11 => self.call(Lsub::new("", "*").unwrap(), script(&["LSUB () \"/\" k@"])),
            12 => self.call(MyRights::new("a").unwrap(), script(&["MYRIGHTS a lr"])),
            13 => self.call(Id(None), script(&["ID (\"name\" \"k@\")"])),
            14 => self.call(Namespace, script(&["NAMESPACE ((\"k@\" \"/\")) NIL NIL"])),
            15 => {
                let lines = ["QUOTAROOT a k@", "QUOTA k@ (STORAGE 1 @)"];
                self.call(GetQuotaRoot::new("a").unwrap(), script(&lines));
            }
            16 => {
                let script = Script { code: "[COPYUID 1 @ @] ", ..script(&[]) };
                let set = self.uids().0;
                self.call(Copy::new(set, "a").unwrap(), script);
            }
            17 => {
                let (set, lines) = (self.uids().0, ["OK [COPYUID 1 @ @] x", "1 EXPUNGE"]);
                self.call(Move::new(set, "a").unwrap(), script(&lines));
            }
            18 => self.call(Expunge::all(), script(&["1 EXPUNGE", "VANISHED 3"])),
            19 => {
                let (set, uids) = self.uids();
                let script = Script { uids, ..script(&["UID FLAGS (k@)", "UID FLAGS (k@) MODSEQ (@)"]) };
                self.call(Store::add(set, [Flag::Seen]), script);
            }
            20 => self.select(),
            _ => self.fetch(),
        }
    }

    fn select(&mut self) {
        let mut request = Select::new("a").unwrap();
        let mut lines = vec!["5 EXISTS", "OK [UIDVALIDITY @] x", "OK [UIDNEXT @] x"];
        if self.rev2 {
            lines.push("LIST (\\K@) \"/\" a");
        }
        let mut uids = Vec::new();
        if (self.chance)(2) == 0 {
            request = request.qresync(QResync::new(9.try_into().unwrap(), ModSeq::new(3).unwrap()));
            lines.extend(["UID FLAGS (k@) MODSEQ (@)", "VANISHED (EARLIER) @"]);
            uids = vec![1, 2, 3, 4, 5];
        }
        self.call(request, Script { uids, selects: true, ..script(&lines) });
    }

    fn uids(&mut self) -> (UidSequenceSet, Vec<u32>) {
        let (set, uids): (&str, &[u32]) =
            [("1:3", &[1, 2, 3][..]), ("2,4", &[2, 4]), ("5", &[5]), ("4:*", &[4, 5])]
                [(self.chance)(4) as usize];
        (set.parse().unwrap(), uids.to_vec())
    }

    fn fetch(&mut self) {
        let (set, uids) = self.uids();
        let (mut fetch, mut items) = (Fetch::uids(set), Vec::new());
        let asked = (self.chance)(256);
        let has = |bit: u32| asked & (1 << bit) != 0;
        if has(0) {
            (fetch, items) = (fetch.flags(), [items, vec!["FLAGS (k@)", "FLAGS (k@) MODSEQ (@)"]].concat());
        }
        if has(1) {
            (fetch, items) = (fetch.size(), [items, vec!["RFC822.SIZE @"]].concat());
        }
        if has(2) {
            fetch = fetch.envelope();
            items.extend(["ENVELOPE (NIL k@ NIL NIL NIL NIL NIL NIL NIL NIL)", "ENVELOPE (k@)"]);
        }
        if has(3) {
            fetch = fetch.text(Section::header());
            items.extend(["BODY[HEADER] \"k@\"", "BODY[HEADER] {7}\r\nk@", "BODY[HEADER] (k@)"]);
        }
        if has(7) {
            fetch = fetch.text(Section::text());
            items.extend(["BODY[TEXT] k@", "BODY[TEXT] {7}\r\nk@", "BODY[TEXT] (k@)"]);
        }
        if has(4) {
            (fetch, items) = (fetch.mod_seq(), [items, vec!["MODSEQ (@)"]].concat());
        }
        if has(5) {
            (fetch, items) = (fetch.body_structure(), [items, vec!["BODYSTRUCTURE (k@)"]].concat());
        }
        if has(6) && (self.chance)(2) == 0 {
            fetch = fetch.changed_since(ModSeq::new(3).unwrap());
        }
        let mut lines: Vec<String> = items.iter().map(|item| format!("UID {item}")).collect();
        for _ in 0..2 {
            let some: Vec<_> = items.iter().filter(|_| (self.chance)(2) == 0).copied().collect();
            lines.push(format!("UID {}", some.join(" ")));
        }
        let script = Script { uids, ..script(&lines.iter().map(String::as_str).collect::<Vec<_>>()) };
        match asked % 5 {
            0 => self.call(fetch.pieces(), script),
            _ => self.call(fetch, script),
        }
    }

    /// The server reads what there is.
    fn flush(&mut self) {
        let out = String::from_utf8(self.client.transmit().to_vec()).unwrap();
        self.client.transmitted(out.len()).unwrap();
        for line in out.lines() {
            self.log.push(line.into());
            let tag = line.split(' ').next().unwrap().to_string();
            let (number, script) = self.scripts.remove(&tag).expect("a call's");
            self.running.push(Running { number, tag, script });
        }
    }

    /// A server carries out nothing beside SELECT, which may fail.
    fn some_running(&mut self) -> Option<usize> {
        let select = self.running.iter().position(|running| running.script.selects);
        let count = match select {
            Some(0) => 1,
            Some(at) => at,
            None => self.running.len(),
        };
        (count > 0).then(|| (self.chance)(count as u32) as usize)
    }

    fn answer(&mut self, shuffle: &mut dyn FnMut(u32) -> u32) {
        let Some(at) = self.some_running() else { return };
        let Running { number, tag, script } = &self.running[at];
        if script.lines.is_empty() {
            return;
        }
        let line = &script.lines[(self.chance)(script.lines.len() as u32) as usize];
        let line = match line.strip_prefix("UID ") {
            Some(items) => {
                let uid = script.uids[(self.chance)(script.uids.len() as u32) as usize];
                format!("{uid} FETCH (UID {uid} {items})").replace(" )", ")")
            }
            None => line.clone(),
        };
        let is_offered = |(of, call): &(u32, Option<_>)| of == number && call.is_some();
        if line.contains('@') && self.calls.iter().any(is_offered) {
            self.answered.insert(*number, false);
        }
        let line = line.replace('@', &number.to_string()).replace('#', tag);
        self.hear(&format!("* {line}\r\n"), shuffle);
    }

    fn news(&mut self, shuffle: &mut dyn FnMut(u32) -> u32) {
        let line = match (self.chance)(13) {
            0 => "7 EXISTS",
            1 => "3 FETCH (UID 3 FLAGS (k700000))",
            2 => "2 FETCH (UID 2 MODSEQ (700000))",
            3 => "OK [ALERT] x",
            4 => "2 EXPUNGE",
            5 => "ESEARCH UID ALL 700000",
            6 => "LIST (\\NonExistent) \"/\" z",
            7 => "5 FETCH (UID 5)",
            // Of what no call asks for.
            8 => "STATUS y (UNSEEN 700000)",
            9 => "MYRIGHTS y lr",
            10 => "QUOTA y (STORAGE 1 700000)",
            11 => "STATUS a (MESSAGES 700000)",
            _ => "4 FETCH (UID 4 FLAGS (k700000) MODSEQ (700000))",
        };
        let left = self.left.len();
        self.hear(&format!("* {line}\r\n"), shuffle);
        let back =
            |name: &str| self.left[left..].iter().any(|event| event.starts_with(&format!("Data({name}(")));
        let is_back = match line.split(' ').next() {
            Some("STATUS") => back("MailboxStatus"),
            Some("MYRIGHTS") => back("MyRights"),
            Some("QUOTA") => back("Quota"),
            _ => true,
        };
        assert!(is_back, "{line} is taken\n{:?}", self.log);
    }

    fn end(&mut self, shuffle: &mut dyn FnMut(u32) -> u32) {
        let Some(at) = self.some_running() else { return };
        let Running { number, tag, script } = self.running.remove(at);
        let ok = script.selects || (self.chance)(6) > 0;
        if let (true, Some(ended)) = (ok, self.answered.get_mut(&number)) {
            *ended = true;
        }
        let code = if ok { script.code.replace('@', &number.to_string()) } else { String::new() };
        self.hear(&format!("{tag} {} {code}x\r\n", if ok { "OK" } else { "NO" }), shuffle);
    }

    fn hear(&mut self, bytes: &str, shuffle: &mut dyn FnMut(u32) -> u32) {
        self.log.push(bytes.into());
        let mut input = bytes.as_bytes();
        while let Some(event) = self.client.receive(&mut input).unwrap() {
            let mut places: Vec<usize> = (0..self.calls.len()).collect();
            for last in (1..places.len()).rev() {
                places.swap(last, shuffle(last as u32 + 1) as usize);
            }
            let mut rest = Some(event);
            for place in places {
                let (number, call) = &mut self.calls[place];
                let (Some(event), Some(call)) = (rest.take_if(|_| call.is_some()), call) else { continue };
                rest = call.offer(event, self.told.entry(*number).or_default());
            }
            self.left.extend(rest.map(|event| format!("{event:?}")));
        }
        assert!(input.is_empty());
    }

    /// Somebody loses interest.
    fn forget(&mut self) {
        if !self.calls.is_empty() {
            let at = (self.chance)(self.calls.len() as u32) as usize;
            let (number, call) = &mut self.calls[at];
            if call.take_if(|call| !call.is_done()).is_some() {
                self.told.remove(number);
                self.answered.remove(number);
            }
        }
    }
}

/// What the calls have told, and what nobody took.
type Story = (BTreeMap<u32, String>, Vec<String>);

fn run(seed: u64, steps: usize, shuffle: &mut dyn FnMut(u32) -> u32) -> Story {
    let mut chance = chance(seed);
    let limits = Limits { literal: 4, in_flight: 12, ..Limits::client() };
    let mut world = World {
        client: Client::new(Options { limits, ..Options::default() }),
        rev2: chance(2) == 0,
        chance: &mut chance,
        calls: Vec::new(),
        told: BTreeMap::new(),
        left: Vec::new(),
        log: Vec::new(),
        scripts: BTreeMap::new(),
        running: Vec::new(),
        answered: BTreeMap::new(),
    };
    let rev2 = if world.rev2 { " IMAP4rev2" } else { "" };
    let greeting = format!("* PREAUTH [CAPABILITY {CAPABILITIES}{rev2}] x\r\n* ENABLED QRESYNC{rev2}\r\n");
    world.hear(&greeting, &mut |_| 0);
    if (world.chance)(3) > 0 {
        world.select();
        world.flush();
        world.end(shuffle);
    }
    for _ in 0..steps {
        match (world.chance)(20) {
            0..=4 => world.begin(),
            5..=7 => world.flush(),
            8..=14 => world.answer(shuffle),
            15 => world.news(shuffle),
            16 => world.forget(),
            _ => world.end(shuffle),
        }
    }
    for _ in 0..40 {
        world.flush();
        world.answer(shuffle);
        world.end(shuffle);
    }
    // What is kept up to date has other numbers after an EXPUNGE.
    let lasting = |told: &str| !told.contains("Context");
    for (number, ended) in &world.answered {
        let told = world.told.get(number).map_or("", |told| told);
        // News may have replaced it.
        let is_told = [*number, NEWS].iter().any(|number| told.contains(&number.to_string()));
        assert!(!ended || !lasting(told) || is_told, "{number} has no answer: {told}\n{:?}", world.log);
    }
    for (number, told) in world.told.iter().filter(|(_, told)| lasting(told)) {
        for found in told.split(|char: char| !char.is_ascii_digit()).filter_map(|word| word.parse().ok()) {
            let others = (NEWS + 1..NEWS + 1000).contains(&found) && found != *number;
            assert!(!others, "{number} took what is {found}'s: {told}");
        }
    }
    (world.told, world.left)
}

pub(crate) fn chance(mut state: u64) -> impl FnMut(u32) -> u32 {
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u32 % below
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn calls_may_be_offered_an_event_in_any_order(seed in 1..u64::MAX, other in 1..u64::MAX, steps in 1..200_usize) {
        // No swap: the oldest first.
        let oldest_first = run(seed, steps, &mut |below| below - 1);
        prop_assert_eq!(&run(seed, steps, &mut chance(other)), &oldest_first);
    }
}
