//! Who may call a method of the contract. The rights of a role are those of the one table in `ktpel_domain::peran`.

use ktpel_domain::peran::Action;

/// Who may call a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody at the keyboard, even before the store is open: says nothing of a person.
    Closed,
    /// An operator who is signed in.
    SignedIn,
    /// An operator who is signed in with a role that may do this.
    May(Action),
}
