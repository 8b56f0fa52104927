//! SEARCH: every key of RFC 3501 and RFC 9051, answered as the client wants it, and `$` (RFC 5182). SORT and THREAD begin
//! and end as it does.

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::atom::Tag;
use imap_fsm::types::charset::Charset;
use imap_fsm::types::code::Code;
use imap_fsm::types::number::Numbering;
use imap_fsm::types::progress::MessageLimit;
use imap_fsm::types::response::{Condition, Data, Status, StatusKind};
use imap_fsm::types::search::{ESearch, SearchKey, SearchReturnOpt};
use imap_fsm::types::string::AString;

use crate::answer::{Outcome, Work, ok};
use crate::context::{Context, is_cheap};
use crate::criteria::{cost, is_offered};
use crate::found::{Found, Returns};
use crate::limit::too_many;
use crate::lines::{Refusal, bad, no, resp_text};
use crate::search_work::{Kind, SearchWork};
use crate::service::Service;
use crate::thread::threads;

/// How many keys a search has at most, spans of sets counted, and how many that read messages.
const KEYS: usize = 10_000;
const TEXTS: usize = 100;

impl Service {
    pub(crate) fn search(
        &mut self,
        tag: &Tag<'_>,
        numbering: Numbering,
        returns: Option<&[SearchReturnOpt<'_>]>,
        charset: Option<&Charset<'_>>,
        keys: &[SearchKey<'_>],
    ) -> Outcome {
        if charset.is_some() && self.mode.utf8_accept {
            return Err(bad("strings are UTF-8 since UTF8=ACCEPT is enabled"));
        }
        let returns = match returns {
            None if self.mode.rev2 => Some(Returns::all()),
            None => None,
            Some(options) => Some(Returns::read(options)?),
        };
        self.begin_search(tag, numbering, returns, charset, keys, Kind::Search)
    }

    pub(crate) fn begin_search(
        &mut self,
        tag: &Tag<'_>,
        numbering: Numbering,
        returns: Option<Returns>,
        charset: Option<&Charset<'_>>,
        keys: &[SearchKey<'_>],
        kind: Kind,
    ) -> Outcome {
        self.view()?;
        let keys = self.checked(tag, returns.as_ref(), charset, keys)?;
        if matches!(&kind, Kind::Sort(sorting) if sorting.is_by_relevancy()) {
            check_fuzzy(&keys)?;
        }
        let limit = self.config.message_limit;
        let collation = self.comparator.collation;
        let mut scope = self.view()?.scope().by(collation);
        let last = limit.and_then(|limit| Some((limit, scope.keep_last(&keys, limit)?)));
        let limited = match (last, &kind) {
            (None, _) => None,
            (Some((limit, last)), Kind::Search) => Some(MessageLimit { limit, last: Some(last) }),
            // RFC 9738 §3.3
            (Some((limit, _)), Kind::Sort(_) | Kind::Thread { .. }) => return Err(too_many(limit)),
        };
        let answer = match &returns {
            Some(returns) if returns.are_silent() => ok("saved"),
            _ => ok("searched"),
        };
        let work = SearchWork::new(tag.clone().into_static(), numbering, returns, keys, kind, scope);
        Ok(answer.with(Work::Search(Box::new(work))).limited(limited.map(Code::MessageLimit)))
    }

    /// The keys as they are searched for, if all is well with the command.
    pub(crate) fn checked(
        &mut self,
        tag: &Tag<'_>,
        returns: Option<&Returns>,
        charset: Option<&Charset<'_>>,
        keys: &[SearchKey<'_>],
    ) -> Result<Vec<SearchKey<'static>>, Refusal> {
        let wants = |what: fn(&Returns) -> bool| returns.is_some_and(what);
        let has_filters = SearchKey::any(keys, |key| matches!(key, SearchKey::Filter(_)));
        if let Some(view) = &mut self.view {
            if wants(|returns| returns.update.is_some()) && view.is_watched(tag) {
                return Err(bad("a search with this tag is kept up to date already"));
            }
            if charset.is_some_and(|charset| !is_known(charset)) && wants(|returns| returns.save) {
                view.save(Vec::new());
            }
        }
        if charset.is_some_and(|charset| !is_known(charset)) {
            let known = ["US-ASCII", "UTF-8"].map(|name| Charset::try_from(name).expect("a name"));
            let refusal = no(Code::BadCharset(known.into()), "the charset is not known here");
            // RFC 5466 §3.1 has it so.
            let condition = if has_filters { Condition::Bad } else { Condition::No };
            return Err(Refusal { condition, ..refusal });
        }
        check(keys)?;
        let mut keys: Vec<_> = keys.iter().map(|key| key.clone().into_static()).collect();
        if has_filters {
            self.insert_filters(&mut keys)?;
        }
        if wants(|returns| returns.relevancy) {
            check_fuzzy(&keys)?;
        }
        let cost = cost(&keys);
        if cost.keys > KEYS || cost.texts > TEXTS {
            return Err(no(Code::Limit, "these are too many search keys"));
        }
        Ok(keys)
    }

    /// What there is to say of a search that has looked at all messages of a mailbox, or the search in the next.
    pub(crate) fn end_search(&mut self, mut work: Box<SearchWork>) -> Work {
        match work.several.take() {
            Some(several) => self.next_mailbox(work, several),
            None => self.found(*work).into(),
        }
    }

    fn found(&mut self, work: SearchWork) -> Vec<Data<'static>> {
        let SearchWork { tag, numbering, returns, keys, kind, scope, mut hits, .. } = work;
        let Some(view) = &mut self.view else { return Vec::new() };
        let sorting = match kind {
            Kind::Thread { algorithm, members } => {
                return vec![threads(algorithm(&members), &hits, numbering)];
            }
            Kind::Sort(sorting) => {
                hits.sort_by(|one, other| sorting.compare(&one.values, &other.values));
                Some(sorting)
            }
            Kind::Search => None,
        };
        let found = Found::new(&hits, numbering, has_mod_seq(&keys));
        let Some(returns) = returns else {
            let found = found.search();
            return vec![if sorting.is_some() { Data::Sort(found) } else { Data::Search(found) }];
        };
        if returns.save {
            view.save(returns.saved(&hits));
        }
        if returns.are_silent() {
            return Vec::new();
        }
        let name = AString::try_from(tag.as_str().to_string()).ok();
        let answer = ESearch::new(name, numbering, found.return_data(&returns));
        let mut data = vec![Data::ESearch(Box::new(answer))];
        if let Some(items) = returns.update {
            let is_watched = is_cheap(&keys) && {
                let context = Context::new(tag.clone(), keys, sorting, &scope, hits, items);
                view.watch(context, numbering).is_ok()
            };
            data.extend((!is_watched).then(|| no_update(&tag)));
        }
        data
    }
}

/// A search will not be kept up to date (RFC 5267 §4.3.1).
pub(crate) fn no_update(tag: &Tag<'static>) -> Data<'static> {
    let text = resp_text(Some(Code::NoUpdate(tag.clone())), "the results will not be kept up to date");
    Data::Status(Status { kind: StatusKind::No, text })
}

fn is_known(charset: &Charset<'_>) -> bool {
    ["US-ASCII", "UTF-8"].iter().any(|known| charset.as_bytes().eq_ignore_ascii_case(known.as_bytes()))
}

/// Refuses keys that this server does not offer. Numbers that no message has are no reason to refuse: clients search
/// `1:*` in empty mailboxes, and other servers find nothing there.
pub(crate) fn check(keys: &[SearchKey<'_>]) -> Result<(), Refusal> {
    if SearchKey::any(keys, |key| !is_offered(key)) { Err(bad("unknown search key")) } else { Ok(()) }
}

/// Without FUZZY nothing is more relevant than the rest (RFC 6203 §4).
fn check_fuzzy(keys: &[SearchKey<'_>]) -> Result<(), Refusal> {
    let has_fuzzy = SearchKey::any(keys, |key| matches!(key, SearchKey::Fuzzy(_)));
    if has_fuzzy { Ok(()) } else { Err(bad("RELEVANCY needs FUZZY")) }
}

pub(crate) fn has_mod_seq(keys: &[SearchKey<'_>]) -> bool {
    SearchKey::any(keys, |key| matches!(key, SearchKey::ModSeq(_)))
}
