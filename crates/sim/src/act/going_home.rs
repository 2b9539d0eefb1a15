//! Going home and what follows; the other ends.

use brygga_app::Actor;
use brygga_domain::care_chain::acts::{
    CloseChain, ConfirmDeceased, Discharge, InformPatient, RecordDeceased, RecordFollowUp,
    SendDischargeInformation,
};
use brygga_domain::care_chain::{
    CareChain, Destination, DischargeInformationDetailed, EndReason, gates,
};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Role;
use jiff::Timestamp;

use super::{COORDINATORS, Meant, Scene, acted, moment};
use crate::case::What;
use crate::dice::Dice;
use crate::plan::after;

impl Scene<'_> {
    pub(super) fn going_home(&self, dice: &mut Dice, what: &What) -> Meant {
        let Scene { county, case, chain, now, ward, home } = self;
        match what {
            What::Discharge { left, to } => discharge(self.coordinator()?, chain, ward, *left, *to),
            What::Information => {
                if !home || chain.discharge_information.is_some() || chain.notices.is_empty() {
                    return None;
                }
                let mut to = case.receivers();
                to.retain(|unit| self.takes_part(unit) && !chain.has_declined(unit));
                let nurse = self.nurse().filter(|_| !to.is_empty());
                let details = Some(information());
                acted(nurse, SendDischargeInformation { to, secrecy_hinders: false, details })
            }
            What::Inform => {
                let early = !home && chain.standing_ready_id().is_none();
                if chain.patient_informed.is_some() || early {
                    return None;
                }
                let next_of_kin = dice.percent(40).then(|| "dotter".to_owned());
                acted(self.nurse(), InformPatient { in_writing: true, next_of_kin })
            }
            What::FollowUp => {
                if !home || case.person.protected {
                    return None;
                }
                let as_planned = dice.percent(88);
                let act = RecordFollowUp { at: moment(*now), as_planned };
                acted(self.anyone(&case.outpatient), act)
            }
            What::Close(reason) => self.close(*reason),
            What::Deceased => {
                let doctor = county.somebody(ward, &[Role::Physician]).cloned();
                let at = moment(after(*now, -40));
                acted(doctor.filter(|_| !home), RecordDeceased { at })
            }
            What::ConfirmDeceased => {
                let recorded = chain.deceased.as_ref().filter(|_| !chain.deceased_confirmed)?;
                let first = recorded.who.user.as_ref();
                let other = county.somebody_else(ward, COORDINATORS, first).cloned();
                acted(other, ConfirmDeceased { of: recorded.id })
            }
            _ => None,
        }
    }

    fn close(&self, reason: EndReason) -> Meant {
        let completed = reason == EndReason::Completed;
        if self.chain.closed.is_some() || completed && !self.home {
            return None;
        }
        let actor = if completed && !self.case.person.protected {
            self.anyone(&self.case.outpatient)
        } else {
            self.county.somebody(self.chain.ward_unit()?, COORDINATORS).cloned()
        };
        acted(actor, CloseChain { reason })
    }
}

fn discharge(
    actor: Actor,
    chain: &CareChain,
    ward: &HsaId,
    left: Timestamp,
    destination: Destination,
) -> Meant {
    if !chain.discharged.heads.is_empty() {
        return None;
    }
    let open = !gates::before_discharge(chain, ward).is_empty();
    let alone = gates::municipality_gate(chain, left).is_some();
    let act = Discharge {
        left_at: moment(left),
        destination,
        despite: open.then(|| "Skickas i efterhand samma dag".to_owned()),
        municipality_contacted: alone,
        shown: Vec::new(),
    };
    acted(Some(actor), act)
}

fn information() -> DischargeInformationDetailed {
    DischargeInformationDetailed {
        summary: "Behandlad enligt plan, förbättrad vid hemgång.".to_owned(),
        follow_up: "Återbesök på vårdcentralen inom två veckor.".to_owned(),
        risks: Some("Fallrisk".to_owned()),
    }
}
