export CONFIGURATION ?= Release
BUILD := dotnet build --configuration $(CONFIGURATION) --nologo --verbosity quiet -p:RestoreLockedMode=true

.PHONY: help build demo test bench lint clean

help:
	@echo "make demo   three nodes get their subnets, docker0 and routes, and their containers ping each other (root)"
	@echo "make test   installs what is missing, builds and runs every test (root)"
	@echo "make bench  lists the benchmarks; make bench B=journal runs one of them"
	@echo "make build  builds everything"
	@echo "make lint   checks the protobuf contract for style (npm)"
	@echo "make clean  removes what was built"

build:
	$(BUILD) ActorNet.sln

demo:
	@exec bash deploy/demo/demo.sh

test:
	@exec bash tests/run.sh

bench:
	@exec bash tests/ActorNet.Benchmarks/run.sh $(B)

lint:
	@exec bash tests/lint-protos.sh

clean:
	rm -rf src/*/bin src/*/obj tests/*/bin tests/*/obj
