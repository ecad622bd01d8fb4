# Muster: everything a newcomer types. One build configuration (release) serves running, testing and measuring.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup start build test unit e2e demo bench fuzz format lint clean

ARGS ?=

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: ## install what the build needs, or say what is missing
	@scripts/setup

start: build ## set up, build, and run the server (ARGS="--listen 127.0.0.1:9000")
	@exec .build/release/muster serve $(ARGS)

build: setup ## set up and build the programs muster and muster-verify
	@scripts/build

test: setup ## every test: formatting, unit tests, end-to-end tests
	@scripts/test all

unit: setup ## only the unit tests (ARGS="--filter JSONTests")
	@scripts/test unit $(ARGS)

e2e: build ## only the end-to-end tests (ARGS="start kill")
	@scripts/test e2e $(ARGS)

demo: build ## a throw-away server, a real SCIM client, a history, a receipt, and one flipped byte
	@scripts/demo

bench: build ## measure the disk, appends, proofs (ARGS="--entries 100000")
	@scripts/bench $(ARGS)

fuzz: build ## search for inputs that break a parser (ARGS="300 notes paths": seconds for each, and which)
	@scripts/fuzz $(ARGS)

format: ## format the sources in place
	@swift format format --in-place --recursive --parallel Package.swift Sources Tests Fuzz

lint: ## check the formatting, changing nothing
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz

clean: ## remove everything that was built
	rm -rf .build
