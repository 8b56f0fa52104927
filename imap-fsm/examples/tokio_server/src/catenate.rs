//! Where a URL leads: to a message or a part of one, of which CATENATE takes the octets (RFC 4469).

use std::sync::Arc;

use imap_fsm::codec::decode_command;
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::fetch::{Fetch, FetchAtt, FetchItems, FetchSection};
use imap_fsm::types::rights::Right;
use imap_fsm::types::section::Section;
use imap_fsm::types::url::{ImapUrl, RespUrl};

use crate::lines::{Refusal, no};
use crate::mailbox::{Mail, Mailbox};
use crate::mode::canonical;
use crate::section::{Octets, section};
use crate::service::Service;
use crate::store::User;

impl Service {
    /// What the URL stands for. It is relative to this session (RFC 4469 §3).
    pub(crate) fn catenated(&self, url: &ImapUrl<'_>) -> Result<Octets, Refusal> {
        let bad_url = || {
            let code = RespUrl::try_from(url.clone().into_static()).ok().map(Code::BadUrl);
            no(code, "the URL leads to no message here")
        };
        let found = self.resolved(url).and_then(|url| part_of(&*self.mailbox_of_url(&url)?, &url));
        found.ok_or_else(bad_url)
    }

    /// The mailbox of a URL, which may be that of another user.
    fn mailbox_of_url(&self, url: &ImapUrl<'_>) -> Option<Arc<Mailbox>> {
        let reached = self.store.reach(self.user().ok()?, &name_of(url)?, Right::READ).ok()?;
        same(reached.mailbox, url)
    }

    /// The whole URL: relative ones begin at the open mailbox, if there is one.
    fn resolved(&self, url: &ImapUrl<'_>) -> Option<ImapUrl<'static>> {
        if url.is_absolute() || url.server().is_some() {
            return None;
        }
        let mailbox = self.view.as_ref().map_or(String::new(), |view| encoded(&view.name));
        let base = ImapUrl::try_from(format!("imap://localhost/{mailbox}")).ok()?;
        let whole = base.resolve(url).ok()?;
        // Only what this session may read: who else may is said by URLFETCH.
        whole.access().is_none().then_some(whole)
    }
}

/// What a URL stands for whose mailbox this is.
pub(crate) fn part_of(mailbox: &Mailbox, url: &ImapUrl<'_>) -> Option<Octets> {
    let mail = mail_of(mailbox, url)?;
    let wanted = match url.section() {
        Some(spec) => read_section(&spec)?,
        None => Section::default(),
    };
    let octets = section(&mail, &wanted)?;
    match url.partial() {
        None => Some(octets),
        Some((offset, len)) => {
            let all = octets.len() as u64;
            let offset = Some(offset.get()).filter(|&offset| offset < all)?;
            let end = len.map_or(all, |len| offset.saturating_add(len.get()).min(all));
            Some(octets.range(usize::try_from(offset).ok()?..usize::try_from(end).ok()?))
        }
    }
}

/// The user's own mailbox of a URL.
pub(crate) fn mailbox_of(user: &User, url: &ImapUrl<'_>) -> Option<Arc<Mailbox>> {
    same(user.readable(&name_of(url)?)?, url)
}

/// The mailbox, if its UIDs are still the same.
fn same(mailbox: Arc<Mailbox>, url: &ImapUrl<'_>) -> Option<Arc<Mailbox>> {
    let same = url.uid_validity().is_none_or(|wanted| wanted == mailbox.uid_validity());
    same.then_some(mailbox)
}

fn name_of(url: &ImapUrl<'_>) -> Option<String> {
    Some(canonical(std::str::from_utf8(url.mailbox()?.as_bytes()).ok()?))
}

fn mail_of(mailbox: &Mailbox, url: &ImapUrl<'_>) -> Option<Arc<Mail>> {
    let contents = mailbox.contents();
    contents.get(url.uid()?).map(|message| message.mail.clone())
}

/// `section-spec`: what stands in the brackets of FETCH.
pub(crate) fn read_section(spec: &[u8]) -> Option<Section<'static>> {
    let line = [b"a FETCH 1 BODY.PEEK[", spec, b"]\r\n"].concat();
    let command = decode_command(&line).ok()?;
    let CommandBody::Fetch(Fetch { items: FetchItems::Atts(atts), .. }) = command.body else { return None };
    match &atts[..] {
        [FetchAtt::BodySection(FetchSection { section, partial: None, .. })] => {
            Some(section.clone().into_static())
        }
        _ => None,
    }
}

/// A name in Unicode as URLs have it: UTF-8, percent-encoded (RFC 5092 §8).
pub(crate) fn encoded(name: &str) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~/".contains(&octet);
    name.bytes().fold(String::new(), |mut url, octet| {
        match plain(octet) {
            true => url.push(octet.into()),
            false => url.push_str(&format!("%{octet:02X}")),
        }
        url
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_what_stands_in_the_brackets_and_nothing_else() {
        assert!(read_section(b"1.2.HEADER.FIELDS (From To)").is_some());
        assert_eq!(read_section(b""), Some(Section::default()));
        for spec in [&b"1]<0.5>"[..], b"1] BODY[2", b"x", b"1]\r\nb NOOP\r\n", b"0"] {
            assert_eq!(read_section(spec), None, "{spec:?}");
        }
    }
}
