//! NOTIFY. [RFC 5465 §8](https://www.rfc-editor.org/rfc/rfc5465#section-8)

use alloc::vec::Vec;

use imap_types::chars::eq_in_any_case;
use imap_types::nonempty::NonEmpty;
use imap_types::notify::{Event, EventGroup, EventKind, EventName, Notify, NotifySet};

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::fetch::{fetch_att, write_fetch_att};
use crate::grammar::filter_mailboxes::{filter_mailboxes, write_filter_mailboxes};
use crate::grammar::lexical::{atom_chars, keyword, nonempty, write_list, write_spaced};
use crate::grammar::named::arguments;
use crate::grammar::raw::{kept, write_unknown};
use crate::grammar::seldom::{close, list_follows, list1, open, sp, span, to_line_end};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

arguments!(Notify<'a>: notify, write_notify);

/// After `NOTIFY`: `SP ("SET" [SP "STATUS"] SP event-groups / "NONE")`
pub(crate) fn notify<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Notify<'a>> {
    let (start, ()) = sp(cx, input)?;
    let (rest, word) = keyword(start);
    if eq_in_any_case(word, b"NONE") {
        return Ok((rest, Notify::None));
    }
    if !eq_in_any_case(word, b"SET") {
        return expected(start, Rule::Notify);
    }
    let (after_status, status) = status_indicator(cx, rest)?;
    let (rest, groups) = to_line_end(cx, after_status, event_group)?;
    let (rest, groups) = nonempty(after_status, rest, groups)?;
    match NotifySet::new(groups) {
        Ok(set) => Ok((rest, Notify::Set(if status { set.with_status() } else { set }))),
        Err(error) => refused(after_status, error),
    }
}

/// `[SP "STATUS"]`
fn status_indicator<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, bool> {
    if list_follows(input) {
        return Ok((input, false));
    }
    let (rest, ()) = sp(cx, input)?;
    match keyword(rest) {
        (rest, word) if eq_in_any_case(word, b"STATUS") => Ok((rest, true)),
        _ => Ok((input, false)),
    }
}

/// `event-group = "(" filter-mailboxes SP events ")"`
fn event_group<'a>(cx: &Context, start: &'a [u8]) -> Parsed<'a, EventGroup<'a>> {
    let (input, ()) = open(cx, start)?;
    let (input, mailboxes) = filter_mailboxes(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, events) = events(cx, input)?;
    let (input, ()) = close(cx, input)?;
    match EventGroup::new(mailboxes, events) {
        Ok(group) => Ok((input, group)),
        Err(error) => refused(start, error),
    }
}

/// `events = "(" event *(SP event) ")" / "NONE"`
fn events<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<Event<'a>>> {
    if input.starts_with(b"(") {
        let (input, events) = list1(cx, input, event)?;
        return Ok((input, events.into_vec()));
    }
    match keyword(input) {
        (rest, word) if eq_in_any_case(word, b"NONE") => Ok((rest, Vec::new())),
        _ => expected(input, Rule::Events),
    }
}

/// `event`
fn event<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Event<'a>> {
    let (rest, name) = atom_chars(input);
    let event = match EventName::from_bytes(name) {
        Some(EventName::MessageNew) => {
            if list_follows(rest) {
                let (rest, ()) = sp(cx, rest)?;
                let (rest, items) = list1(cx, rest, fetch_att)?;
                return Ok((rest, Event::MessageNew(items.into_vec())));
            }
            Event::MessageNew(Vec::new())
        }
        Some(EventName::MessageExpunge) => Event::MessageExpunge,
        Some(EventName::FlagChange) => Event::FlagChange,
        Some(EventName::AnnotationChange) => Event::AnnotationChange,
        Some(EventName::MailboxName) => Event::MailboxName,
        Some(EventName::SubscriptionChange) => Event::SubscriptionChange,
        Some(EventName::MailboxMetadataChange) => Event::MailboxMetadataChange,
        Some(EventName::ServerMetadataChange) => Event::ServerMetadataChange,
        None if name.is_empty() => return expected(input, Rule::Event),
        None => Event::Other(kept(name, b"")),
    };
    Ok((rest, event))
}

/// After `BADEVENT`: `SP "(" event-name *(SP event-name) ")"`
pub(crate) fn unsupported_events<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<EventKind<'a>>> {
    let name = |input: &'a [u8]| {
        let (rest, name) = atom_chars(input);
        if name.is_empty() || memchr::memchr(b']', name).is_some() {
            return expected(input, Rule::EventName);
        }
        let known = EventName::from_bytes(name).and_then(EventKind::plain);
        Ok((rest, known.unwrap_or_else(|| EventKind::Other(kept(name, b"")))))
    };
    let (at, ()) = sp(cx, input)?;
    if at.starts_with(b"(") {
        return list1(cx, at, |_, input| name(input));
    }
    // Lenient: Dovecot has no parentheses.
    cx.accept(Quirk::BareEvents, at)?;
    let (mut rest, mut events) = (input, Vec::new());
    while rest.starts_with(b" ") && !rest.starts_with(b" ]") {
        work::again();
        let (at, ()) = sp(cx, rest)?;
        let (behind, word) = span(at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if word.is_empty() {
            return expected(at, Rule::EventName);
        }
        let (_, event) = name(word)?;
        events.push(event);
        rest = behind;
    }
    nonempty(input, rest, events)
}

/// Writes `SP ("SET" [SP "STATUS"] SP event-groups / "NONE")`.
pub(crate) fn write_notify(out: &mut Encoder<'_>, notify: &Notify<'_>) {
    match notify {
        Notify::None => out.bytes(b" NONE"),
        Notify::Set(set) => {
            out.bytes(if set.status() { b" SET STATUS " } else { b" SET " });
            write_spaced(out, set.groups(), write_event_group);
        }
    }
}

fn write_event_group(out: &mut Encoder<'_>, group: &EventGroup<'_>) {
    out.byte(b'(');
    write_filter_mailboxes(out, group.mailboxes());
    out.byte(b' ');
    match group.events() {
        [] => out.bytes(b"NONE"),
        events => write_list(out, events, write_event),
    }
    out.byte(b')');
}

fn write_event(out: &mut Encoder<'_>, event: &Event<'_>) {
    match event {
        Event::MessageNew(items) => {
            out.bytes(b"MessageNew");
            if !items.is_empty() {
                out.byte(b' ');
                write_list(out, items, write_fetch_att);
            }
        }
        Event::Other(unknown) => write_unknown(out, unknown),
        Event::MessageExpunge
        | Event::FlagChange
        | Event::AnnotationChange
        | Event::MailboxName
        | Event::SubscriptionChange
        | Event::MailboxMetadataChange
        | Event::ServerMetadataChange => out.bytes(event.kind().map_or("", EventName::as_str).as_bytes()),
    }
}

/// Writes `SP "(" event-name *(SP event-name) ")"`.
pub(crate) fn write_unsupported_events(out: &mut Encoder<'_>, events: &[EventKind<'_>]) {
    out.byte(b' ');
    write_list(out, events, |out, event| match event {
        EventKind::Other(unknown) => write_unknown(out, unknown),
        event => out.bytes(event.kind().map_or("", EventName::as_str).as_bytes()),
    });
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use imap_types::fetch::FetchAtt;
    use imap_types::filter_mailboxes::FilterMailboxes;
    use imap_types::mailbox::Mailbox;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects};

    #[test]
    fn notify_both_ways() {
        let group = |mailboxes, events| EventGroup::new(mailboxes, events).unwrap();
        let set = |groups| NotifySet::new(NonEmpty::try_from(groups).unwrap()).unwrap();
        let some = Event::MessageNew(vec![FetchAtt::Uid, FetchAtt::Flags]);
        let selected = group(FilterMailboxes::Selected, vec![some, Event::MessageExpunge]);
        let new = || vec![Event::MessageNew(vec![]), Event::MessageExpunge];
        let personal = group(
            FilterMailboxes::Personal,
            [
                new(),
                vec![
                    Event::FlagChange,
                    Event::AnnotationChange,
                    Event::MailboxName,
                    Event::SubscriptionChange,
                    Event::MailboxMetadataChange,
                    Event::ServerMetadataChange,
                    Event::Other(kept(b"X-Event", b"")),
                ],
            ]
            .concat(),
        );
        let inbox = group(FilterMailboxes::Mailboxes(Mailbox::INBOX.into()), new());
        both_ways(
            notify,
            write_notify,
            &[
                (" NONE", Notify::None),
                (
                    " SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge)) (personal (MessageNew MessageExpunge FlagChange AnnotationChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange X-Event))",
                    Notify::Set(set(vec![selected, personal]).with_status()),
                ),
                (
                    " SET (subscribed NONE)",
                    Notify::Set(set(vec![group(FilterMailboxes::Subscribed, vec![])])),
                ),
            ],
        );
        reads(
            notify,
            &[(" set (MAILBOXES inbox (Messagenew messageExpunge))", Notify::Set(set(vec![inbox])))],
        );
        rejects(
            notify,
            &[
                ("", 0, "SP"),
                (" ALL", 1, "notify"),
                (" SET", 4, "SP"),
                (" SET STATUS", 11, "at least one"),
                (" SET (personal ())", 16, "event"),
                (" SET (personal MessageNew)", 15, "events"),
                (" SET (personal (MessageNew))", 5, "MessageNew and MessageExpunge together"),
                (" SET (personal (FlagChange))", 5, "MessageNew and MessageExpunge together"),
                (" SET (selected (MailboxName))", 5, "message-event"),
                (" SET (inboxes (MessageNew (UID) MessageExpunge))", 5, "MessageNew without fetch-att"),
                (" SET (selected NONE) (selected-delayed NONE)", 4, "one group for the selected mailbox"),
            ],
        );
    }

    #[test]
    fn unsupported_events_both_ways() {
        let names =
            [EventKind::MessageNew, EventKind::ServerMetadataChange, EventKind::Other(kept(b"X-Event", b""))];
        both_ways(
            unsupported_events,
            |out, events| write_unsupported_events(out, events),
            &[(" (MessageNew ServerMetadataChange X-Event)", NonEmpty::try_from(names).unwrap())],
        );
        rejects(unsupported_events, &[(" ()", 2, "event-name"), (" /", 1, "event-name")]);
        let bare = NonEmpty::one(EventKind::MessageNew);
        quirky(unsupported_events, " MessageNew", &bare, Quirk::BareEvents, 1);
    }
}
