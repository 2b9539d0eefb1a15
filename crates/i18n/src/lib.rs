//! brygga-i18n
