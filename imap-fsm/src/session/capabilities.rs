//! Lists of capabilities in little memory. [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)

use alloc::string::String;
use core::fmt;

use imap_types::capability::Capability;

/// A bit for each capability that has a name of its own.
type Known = u128;

const _: () = assert!(Capability::ALL.len() <= Known::BITS as usize);

/// Capabilities that a server said it has, or that were enabled.
///
/// Those that the library knows cost one bit each, the others the octets of their name.
///
/// At most [`Capabilities::MAX_COUNT`] names of one response are looked at, and [`Capabilities::MAX_OCTETS`] octets of
/// unknown ones (`AUTH=` included) are kept; what is beyond is dropped, and [`Capabilities::is_complete`] tells.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    known: Known,
    /// Names with a space behind each.
    others: String,
    incomplete: bool,
}

impl Capabilities {
    /// The most names of one response that are looked at.
    pub const MAX_COUNT: usize = 256;
    /// The most octets of unknown names that are kept.
    pub const MAX_OCTETS: usize = 4096;

    /// Whether the list says this, in any case.
    pub fn contains(&self, capability: &Capability<'_>) -> bool {
        match bit(capability) {
            0 => self.others().any(|name| is_named(capability, name)),
            bit => self.known & bit != 0,
        }
    }

    /// What the list says: first what has a variant of its own, then the rest in the order in which it came.
    pub fn iter(&self) -> impl Iterator<Item = Capability<'_>> {
        let known = Capability::ALL.iter().filter(|capability| self.known & bit(capability) != 0).cloned();
        known.chain(self.others().filter_map(|name| Capability::try_from(name).ok()))
    }

    /// Whether nothing is in the list.
    pub fn is_empty(&self) -> bool {
        self.known == 0 && self.others.is_empty()
    }

    /// Whether everything that was said has been kept.
    pub fn is_complete(&self) -> bool {
        !self.incomplete
    }

    fn others(&self) -> impl Iterator<Item = &str> {
        self.others.split_terminator(' ')
    }

    /// A list as it came.
    pub(super) fn of(list: &[Capability<'_>]) -> Self {
        let mut capabilities = Self::default();
        capabilities.extend(list);
        capabilities
    }

    /// Adds what is not there.
    pub(super) fn extend(&mut self, list: &[Capability<'_>]) {
        for capability in list.iter().take(Self::MAX_COUNT) {
            self.insert(capability);
        }
        self.incomplete |= list.len() > Self::MAX_COUNT;
        self.others.shrink_to_fit();
    }

    pub(super) fn insert(&mut self, capability: &Capability<'_>) {
        let bit = bit(capability);
        self.known |= bit;
        if bit != 0 || self.contains(capability) {
            return;
        }
        let mechanism = match capability {
            Capability::Auth(mechanism) => mechanism.as_str(),
            _ => "",
        };
        let name = capability.as_str();
        if self.others.len() + name.len() + mechanism.len() < Self::MAX_OCTETS {
            self.others.extend([name, mechanism, " "]);
        } else {
            self.incomplete = true;
        }
    }

    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        self.others.capacity()
    }
}

/// Writes a list.
impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// No bit for what is kept by its name.
fn bit(capability: &Capability<'_>) -> Known {
    if matches!(capability, Capability::Auth(_) | Capability::Other(_)) {
        return 0;
    }
    let index = Capability::ALL.iter().position(|known| known == capability);
    index
        .and_then(|index| u32::try_from(index).ok())
        .and_then(|index| Known::checked_shl(1, index))
        .unwrap_or(0)
}

fn is_named(capability: &Capability<'_>, name: &str) -> bool {
    match capability {
        Capability::Auth(mechanism) => name
            .split_at_checked(5)
            .is_some_and(|(auth, name)| auth == "AUTH=" && name.eq_ignore_ascii_case(mechanism.as_str())),
        _ => name.eq_ignore_ascii_case(capability.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;

    fn list(text: &str) -> Vec<Capability<'_>> {
        text.split(' ').map(|name| Capability::try_from(name).unwrap()).collect()
    }

    #[test]
    fn a_list_has_each_name_once_in_any_case() {
        let capabilities =
            Capabilities::of(&list("IDLE AUTH=PLAIN AUTH=X-Y XPIG idle auth=plain xpig AUTH="));
        let names: Vec<_> = capabilities.iter().map(|capability| capability.to_string()).collect();
        assert_eq!(names, ["IDLE", "AUTH=PLAIN", "AUTH=X-Y", "XPIG", "AUTH="]);
        for there in list("IDLE AUTH=PLAIN auth=x-y XPig AUTH=") {
            assert!(capabilities.contains(&there), "{there}");
        }
        for not_there in list("MOVE AUTH=LOGIN AUTH=X- PIG") {
            assert!(!capabilities.contains(&not_there), "{not_there}");
        }
        assert!(capabilities.is_complete());
    }

    #[test]
    fn what_is_beyond_the_bounds_is_dropped_and_told() {
        let long = format!("X{}", "y".repeat(3000));
        let capabilities = Capabilities::of(&list(&format!("{long} {long}z IDLE")));
        assert!(!capabilities.is_complete() && capabilities.contains(&Capability::Idle));
        assert_eq!(capabilities.heap(), 3002);

        let many: Vec<_> = (0..100_000).map(|n| format!("X{n}")).collect();
        let many = Capabilities::of(
            &many.iter().map(|name| Capability::try_from(&**name).unwrap()).collect::<Vec<_>>(),
        );
        assert_eq!((many.iter().count(), many.is_complete()), (256, false));
    }
}
