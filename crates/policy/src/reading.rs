//! Which compartments a unit reads, for views and for the scope of queries: the same policies, so
//! that rows and decisions agree (decision 25).

use brygga_domain::envelope::Compartment;
use brygga_domain::registry::Role;

use crate::decision::Request;
use crate::policies::Policies;
use crate::words::{Action, Relation};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reader {
    /// The role of the active assignment.
    pub role: Role,
    /// How its unit is related to the chain.
    pub relation: Relation,
    /// The person has protected identity.
    pub protected: bool,
}

/// A set of compartments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CompartmentSet(u16);

impl CompartmentSet {
    /// The compartment is in it.
    pub const fn contains(self, compartment: Compartment) -> bool {
        self.0 & (1 << compartment as u8) != 0
    }
    /// Nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// In order of number.
    pub fn iter(self) -> impl Iterator<Item = Compartment> {
        Compartment::ALL.into_iter().filter(move |compartment| self.contains(*compartment))
    }
}

impl FromIterator<Compartment> for CompartmentSet {
    fn from_iter<I: IntoIterator<Item = Compartment>>(all: I) -> Self {
        Self(all.into_iter().fold(0, |set, compartment| set | 1 << compartment as u8))
    }
}

impl Policies {
    /// May the reader see a stream of this compartment? `addressed`: the own unit stands in the
    /// audience of the stream's room, with a ground. Whether a room with an audience may be read at
    /// all, and which segments, is asked beside this: a yes here opens no room that the unit does
    /// not stand in.
    pub fn may_read(&self, reader: Reader, compartment: Compartment, addressed: bool) -> bool {
        self.allows(&Request {
            protected: reader.protected,
            compartment: Some(compartment),
            addressed,
            ..Request::new(reader.role, reader.relation, Action::ViewChain)
        })
    }

    /// The compartments that the reader sees without being addressed: their room 0.
    pub fn readable_compartments(&self, reader: Reader) -> CompartmentSet {
        let may = |compartment: &Compartment| self.may_read(reader, *compartment, false);
        Compartment::ALL.into_iter().filter(may).collect()
    }

    /// The compartments in which the reader sees a room that it is addressed in.
    pub fn addressable_compartments(&self, reader: Reader) -> CompartmentSet {
        let may = |compartment: &Compartment| self.may_read(reader, *compartment, true);
        Compartment::ALL.into_iter().filter(may).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(role: Role, relation: Relation) -> Vec<Compartment> {
        let reader = Reader { role, relation, protected: false };
        Policies::embedded().readable_compartments(reader).iter().collect()
    }

    #[test]
    fn a_needs_assessor_never_reads_health_care() {
        let policies = Policies::embedded();
        for relation in Relation::ALL {
            let reader =
                Reader { role: Role::NeedsAssessor, relation: *relation, protected: false };
            for addressed in [false, true] {
                assert!(
                    !policies.may_read(reader, Compartment::HealthCare, addressed),
                    "{relation}, addressed: {addressed}"
                );
            }
        }
    }

    #[test]
    fn a_ward_reads_social_services_only_where_it_is_addressed() {
        let ward =
            Reader { role: Role::WardNurse, relation: Relation::ResponsibleWard, protected: false };
        let policies = Policies::embedded();
        assert!(!policies.may_read(ward, Compartment::SocialServices, false));
        assert!(policies.may_read(ward, Compartment::SocialServices, true));
    }

    #[test]
    fn the_border_between_social_services_and_health_care_runs_inside_the_municipality() {
        use Compartment::{Control, Coordination, HealthCare, SocialServices};
        assert_eq!(
            reads(Role::MunicipalCoordinator, Relation::PartySocialServices),
            [Coordination, SocialServices, Control]
        );
        assert_eq!(
            reads(Role::MunicipalCoordinator, Relation::PartyMunicipalHealthCare),
            [Coordination, HealthCare, Control]
        );
    }

    #[test]
    fn protected_identity_fails_closed_but_for_the_responsible_ward() {
        let policies = Policies::embedded();
        for role in Role::ALL {
            for relation in Relation::ALL {
                let reader = Reader { role: *role, relation: *relation, protected: true };
                let open = *relation == Relation::ResponsibleWard
                    && matches!(role, Role::WardNurse | Role::WardCoordinator | Role::Physician);
                assert_eq!(!policies.readable_compartments(reader).is_empty(), open);
            }
        }
    }
}
