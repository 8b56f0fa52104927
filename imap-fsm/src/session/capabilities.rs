//! Lists of capabilities in little memory. [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)

mod names;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use imap_types::atom::Atom;
use imap_types::capability::{Capability, CapabilityName};
use imap_types::trusted::FromWire;

use self::names::NAMES;

/// A bit for each capability that has a name of its own.
type Known = u128;

const _: () = assert!(CapabilityName::ALL.len() <= Known::BITS as usize);

/// No octet of a name is as high, so that it can stand for a whole one.
const PLACE: u8 = 0x80;

const _: () = assert!(NAMES.len() <= (u8::MAX - PLACE) as usize + 1);

/// Capabilities that a server said it has, or that were enabled.
///
/// Those that have a variant cost one bit each, those that are registered or usual (`AUTH=PLAIN`, `QUOTA`) one octet,
/// the others the octets of their name and one.
///
/// At most [`Capabilities::MAX_COUNT`] names of one response are looked at, and [`Capabilities::MAX_OCTETS`] octets of
/// those without a variant are kept; what is beyond is dropped, and [`Capabilities::is_complete`] tells.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    known: Known,
    /// Names with a space behind each, or [`PLACE`] and where in [`NAMES`] the name is.
    others: Vec<u8>,
    incomplete: bool,
}

impl Capabilities {
    /// The most names of one response that are looked at.
    pub const MAX_COUNT: usize = 256;
    /// The most octets that are kept of names without a variant.
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
        let known = CapabilityName::ALL.iter().filter(|&&name| self.known & bit_of(name) != 0);
        let known = known.filter_map(|&name| Capability::plain(name));
        known.chain(self.others().filter_map(|name| Atom::try_from(name).ok().map(Capability::from_wire)))
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
        let mut rest = &self.others[..];
        core::iter::from_fn(move || {
            let (&first, behind) = rest.split_first()?;
            if let Some(place) = first.checked_sub(PLACE) {
                rest = behind;
                return NAMES.get(usize::from(place)).copied();
            }
            let space = rest.iter().position(|&octet| octet == b' ')?;
            let (name, behind) = rest.split_at_checked(space)?;
            rest = behind.get(1..)?;
            core::str::from_utf8(name).ok()
        })
    }

    /// A list as it came.
    pub(super) fn of(list: &[Capability<'_>]) -> Self {
        let mut capabilities = Self::default();
        capabilities.extend(list);
        capabilities
    }

    /// Adds what is not there.
    pub(super) fn extend(&mut self, list: &[Capability<'_>]) {
        let mut index = Index::of(self);
        self.extend_by(list, &mut index);
    }

    fn extend_by(&mut self, list: &[Capability<'_>], index: &mut Index) {
        for capability in list.iter().take(Self::MAX_COUNT) {
            match bit(capability) {
                0 => self.insert_other(capability, index),
                bit => self.known |= bit,
            }
        }
        self.incomplete |= list.len() > Self::MAX_COUNT;
        self.others.shrink_to_fit();
    }

    pub(super) fn insert(&mut self, capability: &Capability<'_>) {
        self.extend(core::slice::from_ref(capability));
    }

    fn insert_other(&mut self, capability: &Capability<'_>, index: &mut Index) {
        index.name.clear();
        // Writing to a string does not fail.
        let _ = write!(index.name, "{capability}");
        index.name.make_ascii_uppercase();
        let name = index.name.as_bytes();
        let room = Self::MAX_OCTETS.saturating_sub(self.others.len());
        if let Ok(place) = NAMES.binary_search_by(|known| known.as_bytes().cmp(name)) {
            let is_new = index.usual & 1_u128.checked_shl(place as u32).unwrap_or(0) == 0;
            match u8::try_from(place).ok().and_then(|place| PLACE.checked_add(place)) {
                Some(place) if is_new && room > 0 => self.others.push(place),
                _ => self.incomplete |= is_new,
            }
            index.usual |= 1_u128.checked_shl(place as u32).unwrap_or(0);
            return;
        }
        let Err(at) = index.place_of(name, &self.others) else { return };
        if room <= name.len() {
            self.incomplete = true;
            return;
        }
        index.others.insert(at, self.others.len());
        // As the server has spelled it.
        let written = write!(Spelled(&mut self.others), "{capability} ");
        debug_assert!(written.is_ok());
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

/// What is in a list already, so that a list of many names takes no time that grows with its square.
struct Index {
    /// A bit for each of [`NAMES`].
    usual: u128,
    /// Where the other names begin, in the order of the names.
    others: Vec<usize>,
    /// The name that is looked up, in capital letters.
    name: String,
    /// Octets that were compared, at most.
    #[cfg(test)]
    looked: core::cell::Cell<usize>,
}

impl Index {
    fn of(list: &Capabilities) -> Self {
        let mut index = Self {
            usual: 0,
            others: Vec::new(),
            name: String::new(),
            #[cfg(test)]
            looked: core::cell::Cell::new(0),
        };
        let mut begins = true;
        for (start, &octet) in list.others.iter().enumerate() {
            match octet.checked_sub(PLACE) {
                Some(place) => index.usual |= 1_u128.checked_shl(place.into()).unwrap_or(0),
                None if begins => {
                    let place = index.place_of(name_at(&list.others, start), &list.others);
                    index.others.insert(place.unwrap_or_else(|place| place), start);
                }
                None => {}
            }
            begins = octet == b' ' || octet >= PLACE;
        }
        index
    }

    /// Where the name, which stands in `names` or not, has its place among the others.
    fn place_of(&self, name: &[u8], names: &[u8]) -> Result<usize, usize> {
        self.others.binary_search_by(|&start| {
            #[cfg(test)]
            self.looked.set(self.looked.get() + name.len());
            let there = name_at(names, start).iter().map(u8::to_ascii_uppercase);
            there.cmp(name.iter().map(u8::to_ascii_uppercase))
        })
    }
}

/// The name that begins there.
fn name_at(names: &[u8], start: usize) -> &[u8] {
    let name = names.get(start..).unwrap_or_default();
    name.split(|&octet| octet == b' ').next().unwrap_or_default()
}

/// Appends text to octets.
struct Spelled<'a>(&'a mut Vec<u8>);

impl fmt::Write for Spelled<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// No bit for what is kept by its name.
fn bit(capability: &Capability<'_>) -> Known {
    capability.kind().filter(|&name| Capability::plain(name).is_some()).map_or(0, bit_of)
}

fn bit_of(name: CapabilityName) -> Known {
    Known::checked_shl(1, name as u32).unwrap_or(0)
}

fn is_named(capability: &Capability<'_>, name: &str) -> bool {
    /// What is left of a name after what is written, in any case.
    struct Left<'n>(&'n str);

    impl fmt::Write for Left<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            let (start, left) = self.0.split_at_checked(text.len()).ok_or(fmt::Error)?;
            self.0 = left;
            if start.eq_ignore_ascii_case(text) { Ok(()) } else { Err(fmt::Error) }
        }
    }

    let mut left = Left(name);
    write!(left, "{capability}").is_ok() && left.0.is_empty()
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    fn list(text: &str) -> Vec<Capability<'_>> {
        let sent = |name| Capability::from_wire(Atom::try_from(name).unwrap());
        text.split(' ').map(|name| Capability::try_from(name).unwrap_or_else(|_| sent(name))).collect()
    }

    #[test]
    fn a_list_has_each_name_once_in_any_case() {
        let capabilities = Capabilities::of(&list(
            "IDLE AUTH=PLAIN AUTH=X-Y XPIG idle auth=plain xpig AUTH= quota=res-storage RIGHTS=kxte MESSAGELIMIT=7",
        ));
        let names: Vec<_> = capabilities.iter().map(|capability| capability.to_string()).collect();
        let others = ["QUOTA=RES-STORAGE", "RIGHTS=kxte", "MESSAGELIMIT=7"];
        assert_eq!(names[..5], ["IDLE", "AUTH=PLAIN", "AUTH=X-Y", "XPIG", "AUTH="]);
        assert_eq!(names[5..], others);
        for there in list("IDLE AUTH=PLAIN auth=x-y XPig AUTH= QUOTA=res-storage RIGHTS=texk MESSAGELIMIT=7")
        {
            assert!(capabilities.contains(&there), "{there}");
        }
        for not_there in list("MOVE AUTH=LOGIN AUTH=X- PIG QUOTA=RES-MESSAGE RIGHTS=kxt MESSAGELIMIT=70") {
            assert!(!capabilities.contains(&not_there), "{not_there}");
        }
        assert!(capabilities.is_complete() && !capabilities.is_empty());
        assert!(!Capabilities::of(&list("XPIG")).is_empty() && Capabilities::of(&[]).is_empty());
    }

    #[test]
    fn names_without_a_variant_keep_their_order_and_cost_an_octet_where_they_are_usual() {
        let names = "XPIG AUTH=SCRAM-SHA-256 SCAN AUTH=PLAIN X-REPLICATION X-N=9";
        let capabilities = Capabilities::of(&list(names));
        let kept: Vec<_> = capabilities.iter().map(|capability| capability.to_string()).collect();
        assert_eq!(kept.join(" "), names);
        assert_eq!(capabilities.heap(), "XPIG X-N=9 ".len() + 4);
    }

    #[test]
    fn every_usual_name_is_one_without_a_variant_and_stands_once() {
        for (place, name) in NAMES.iter().enumerate() {
            let capability = Capability::try_from(*name).unwrap();
            assert_eq!((bit(&capability), &*capability.to_string()), (0, *name));
            assert!(NAMES[..place].iter().all(|before| !before.eq_ignore_ascii_case(name)), "{name}");
            assert!(Capabilities::of(core::slice::from_ref(&capability)).contains(&capability), "{name}");
        }
    }

    #[test]
    fn usual_names_are_in_order() {
        assert!(NAMES.is_sorted() && NAMES.iter().all(|name| *name == name.to_ascii_uppercase()));
    }

    #[test]
    fn what_is_added_later_is_not_there_twice() {
        let mut capabilities = Capabilities::of(&list("XB SCAN XA"));
        capabilities.extend(&list("xa XC scan Xb X-REPLICATION XAA"));
        let kept: Vec<_> = capabilities.iter().map(|capability| capability.to_string()).collect();
        assert_eq!(kept, ["XB", "SCAN", "XA", "XC", "X-REPLICATION", "XAA"]);
    }

    /// Each name is looked up among the others in at most nine steps, in 4 KiB of names that begin alike, too.
    #[test]
    fn a_list_of_256_names_is_compared_in_proportion_to_its_octets() {
        for names in [64, 256] {
            let text = (0..names).map(|n| format!("X-NAME-LIKE-{n:03}")).collect::<Vec<_>>().join(" ");
            let (mut capabilities, mut index) =
                (Capabilities::default(), Index::of(&Capabilities::default()));
            capabilities.extend_by(&list(&text), &mut index);
            assert!(capabilities.is_complete() && capabilities.iter().count() == names);
            assert!(
                (4 * text.len()..=9 * text.len()).contains(&index.looked.get()),
                "{names}: {:?}",
                index.looked
            );
            // Nothing is new the second time, and it costs no more.
            index.looked.set(0);
            capabilities.extend_by(&list(&text), &mut index);
            assert!(index.looked.get() <= 9 * text.len(), "{names}: {:?}", index.looked);
        }
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
