//! QUOTA. [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208)

use alloc::vec::Vec;

use imap_types::quota::{
    GetQuota, GetQuotaRoot, Quota, QuotaResource, QuotaRoot, Resource, ResourceLimit, ResourceName, SetQuota,
};
use imap_types::string::AString;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{atom_chars, sp_number64, write_list};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::{arguments, payload};
use crate::grammar::raw::{kept, write_unknown};
use crate::grammar::seldom::{astring, continues, list, mailbox, number64, sp, to_line_end};
use crate::grammar::string::write_astring;
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(GetQuota<'a>: getquota, write_getquota);
arguments!(GetQuotaRoot<'a>: getquotaroot, write_getquotaroot);
arguments!(SetQuota<'a>: setquota, write_setquota);
payload!(Quota<'a>: SP quota_response, write_quota_response);
payload!(QuotaRoot<'a>: SP quotaroot_response, write_quotaroot_response);

/// After `GETQUOTA`: `SP quota-root-name`
pub(crate) fn getquota<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, GetQuota<'a>> {
    let (input, root) = sp_quota_root_name(cx, input)?;
    Ok((input, GetQuota { root }))
}

/// After `GETQUOTAROOT`: `SP mailbox`
pub(crate) fn getquotaroot<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, GetQuotaRoot<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    Ok((input, GetQuotaRoot { mailbox }))
}

/// After `SETQUOTA`: `SP quota-root-name SP "(" [setquota-resource *(SP setquota-resource)] ")"`
pub(crate) fn setquota<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SetQuota<'a>> {
    let (input, root) = sp_quota_root_name(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, limits) = list(cx, input, setquota_resource)?;
    Ok((input, SetQuota { root, limits }))
}

/// `quota-root-name = astring`, after its space.
fn sp_quota_root_name<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AString<'a>> {
    let (input, ()) = sp(cx, input)?;
    astring(cx, input)
}

/// `resource-name`
pub(crate) fn resource_name(input: &[u8]) -> Parsed<'_, Resource<'_>> {
    let (rest, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, Rule::ResourceName);
    }
    let resource = match ResourceName::from_bytes(name) {
        Some(ResourceName::Storage) => Resource::Storage,
        Some(ResourceName::Message) => Resource::Message,
        Some(ResourceName::Mailbox) => Resource::Mailbox,
        Some(ResourceName::AnnotationStorage) => Resource::AnnotationStorage,
        None => Resource::Other(kept(name, b"")),
    };
    Ok((rest, resource))
}

/// `setquota-resource = resource-name SP resource-limit`
fn setquota_resource<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ResourceLimit<'a>> {
    let (input, resource) = resource_name(input)?;
    let (input, limit) = sp_number64(cx, input)?;
    Ok((input, ResourceLimit { resource, limit }))
}

/// After `QUOTA SP`: `quota-root-name SP quota-list`. RFC 2087 has lists of nothing, and Cyrus sends them.
pub(crate) fn quota_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Quota<'a>> {
    let (input, root) = astring(cx, input)?;
    if !continues(input) {
        // Lenient: Courier has no list where there is nothing in it.
        cx.accept(Quirk::MissingQuotaList, input)?;
        return Ok((input, Quota { root, resources: Vec::new() }));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, resources) = list(cx, input, quota_resource)?;
    Ok((input, Quota { root, resources }))
}

/// `quota-resource = resource-name SP resource-usage SP resource-limit`
fn quota_resource<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, QuotaResource<'a>> {
    let (input, resource) = resource_name(input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, usage) = number64(input)?;
    let (input, limit) = sp_number64(cx, input)?;
    Ok((input, QuotaResource { resource, usage, limit }))
}

/// After `QUOTAROOT SP`: `mailbox *(SP quota-root-name)`
pub(crate) fn quotaroot_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, QuotaRoot<'a>> {
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, roots) = to_line_end(cx, input, astring)?;
    Ok((input, QuotaRoot { mailbox, roots }))
}

/// Writes `SP quota-root-name`.
pub(crate) fn write_getquota(out: &mut Encoder<'_>, command: &GetQuota<'_>) {
    write_sp_quota_root_name(out, &command.root);
}

/// Writes `SP mailbox`.
pub(crate) fn write_getquotaroot(out: &mut Encoder<'_>, command: &GetQuotaRoot<'_>) {
    out.byte(b' ');
    write_mailbox(out, &command.mailbox);
}

/// Writes `SP quota-root-name SP setquota-list`.
pub(crate) fn write_setquota(out: &mut Encoder<'_>, command: &SetQuota<'_>) {
    write_sp_quota_root_name(out, &command.root);
    out.byte(b' ');
    write_list(out, &command.limits, |out, ResourceLimit { resource, limit }| {
        write_resource_name(out, resource);
        out.byte(b' ');
        out.number(limit.get());
    });
}

fn write_sp_quota_root_name(out: &mut Encoder<'_>, root: &AString<'_>) {
    out.byte(b' ');
    write_astring(out, root.as_bytes());
}

/// Writes `resource-name`.
pub(crate) fn write_resource_name(out: &mut Encoder<'_>, resource: &Resource<'_>) {
    match resource {
        Resource::Other(unknown) => write_unknown(out, unknown),
        Resource::Storage | Resource::Message | Resource::Mailbox | Resource::AnnotationStorage => {
            out.bytes(resource.kind().map_or("", ResourceName::as_str).as_bytes());
        }
    }
}

/// Writes `quota-root-name SP quota-list`.
pub(crate) fn write_quota_response(out: &mut Encoder<'_>, quota: &Quota<'_>) {
    write_astring(out, quota.root.as_bytes());
    out.byte(b' ');
    write_list(out, &quota.resources, |out, QuotaResource { resource, usage, limit }| {
        write_resource_name(out, resource);
        out.byte(b' ');
        out.number(usage.get());
        out.byte(b' ');
        out.number(limit.get());
    });
}

/// Writes `mailbox *(SP quota-root-name)`.
pub(crate) fn write_quotaroot_response(out: &mut Encoder<'_>, roots: &QuotaRoot<'_>) {
    write_mailbox(out, &roots.mailbox);
    for root in &roots.roots {
        write_sp_quota_root_name(out, root);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use imap_types::mailbox::Mailbox;
    use imap_types::number::Number64;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects, s};
    use crate::quirk::Quirk;

    fn used<'a>(resource: Resource<'a>, usage: u32, limit: u32) -> QuotaResource<'a> {
        QuotaResource { resource, usage: usage.into(), limit: limit.into() }
    }

    #[test]
    fn commands_both_ways() {
        both_ways(
            getquota,
            write_getquota,
            &[
                (" \"\"", GetQuota { root: s("") }),
                (" !partition/sda4", GetQuota { root: s("!partition/sda4") }),
            ],
        );
        let inbox = GetQuotaRoot { mailbox: Mailbox::INBOX };
        both_ways(getquotaroot, write_getquotaroot, &[(" INBOX", inbox)]);
        let limit = |resource, limit: u32| ResourceLimit { resource, limit: limit.into() };
        both_ways(
            setquota,
            write_setquota,
            &[
                (" \"\" ()", SetQuota { root: s(""), limits: vec![] }),
                (
                    " #user/alice (STORAGE 510 X-NUM-FOLDERS 7)",
                    SetQuota {
                        root: s("#user/alice"),
                        limits: vec![
                            limit(Resource::Storage, 510),
                            limit(Resource::Other(kept(b"X-NUM-FOLDERS", b"")), 7),
                        ],
                    },
                ),
            ],
        );
        rejects(
            setquota,
            &[
                ("", 0, "SP"),
                (" a (STORAGE)", 11, "SP"),
                (" a (STORAGE -1)", 12, "number64"),
                (" a (\"STORAGE\" 1)", 4, "resource-name"),
                (" a STORAGE 1", 3, "\"(\""),
            ],
        );
    }

    #[test]
    fn quotas_both_ways() {
        both_ways(
            quota_response,
            write_quota_response,
            &[
                ("\"\" ()", Quota { root: s(""), resources: vec![] }),
                (
                    "#user/alice (STORAGE 54 111 MESSAGE 42 1000 MAILBOX 0 0 ANNOTATION-STORAGE 1 2 X-NUM-FOLDERS 3 4)",
                    Quota {
                        root: s("#user/alice"),
                        resources: vec![
                            used(Resource::Storage, 54, 111),
                            used(Resource::Message, 42, 1000),
                            used(Resource::Mailbox, 0, 0),
                            used(Resource::AnnotationStorage, 1, 2),
                            used(Resource::Other(kept(b"X-NUM-FOLDERS", b"")), 3, 4),
                        ],
                    },
                ),
                (
                    "\"\" (STORAGE 9223372036854775807 16106127360)",
                    Quota {
                        root: s(""),
                        resources: vec![QuotaResource {
                            resource: Resource::Storage,
                            usage: Number64::MAX,
                            limit: 16_106_127_360_u64.try_into().unwrap(),
                        }],
                    },
                ),
            ],
        );
        let quota = Quota { root: s("a"), resources: vec![used(Resource::Storage, 1, 2)] };
        reads(quota_response, &[("\"a\" (storage 1 2)", quota.clone())]);
        quirky(quota_response, "a (STORAGE 1 2 )", &quota, Quirk::SpaceInParentheses, 14);
        rejects(
            quota_response,
            &[("a (STORAGE 1)", 12, "SP"), ("a (STORAGE 1 9223372036854775808)", 13, "number64")],
        );
    }

    #[test]
    fn roots_both_ways() {
        both_ways(
            quotaroot_response,
            write_quotaroot_response,
            &[
                ("INBOX", QuotaRoot { mailbox: Mailbox::INBOX, roots: vec![] }),
                ("INBOX \"\" a", QuotaRoot { mailbox: Mailbox::INBOX, roots: vec![s(""), s("a")] }),
            ],
        );
        rejects(quotaroot_response, &[("INBOX (", 6, "string")]);
    }
}
