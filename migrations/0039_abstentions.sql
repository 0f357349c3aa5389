-- When somebody of the office said that they abstain from an application; null where its answers name them.
ALTER TABLE party ADD COLUMN declared_at BIGINT;
