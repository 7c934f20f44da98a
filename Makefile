export CONFIGURATION ?= Release
BUILD := dotnet build --configuration $(CONFIGURATION) --nologo --verbosity quiet -p:RestoreLockedMode=true

.PHONY: help build demo test bench simulate chaos fuzz lint clean

help:
	@echo "make demo      three nodes get their subnets, docker0 and routes, and their containers ping each other (root)"
	@echo "make test      installs what is missing, builds and runs every test (root)"
	@echo "make bench     lists the benchmarks; make bench B=journal runs one of them"
	@echo "make simulate  runs the rules in simulated worlds, and each with a rule switched off; make simulate SEEDS=1000000 goes on"
	@echo "make chaos     breaks a real cluster in every way, half an hour long; make chaos C='--scenario F-05 --seed 2' in one (root)"
	@echo "make fuzz      a million malformed inputs to every parser and every method; make fuzz F='--target X --seed 2' for one"
	@echo "make build     builds everything, the agent as one native binary as well (a C compiler, zlib)"
	@echo "make lint      checks the protobuf contract for style (npm)"
	@echo "make clean     removes what was built"

build:
	$(BUILD) ActorNet.sln
	@bash deploy/build-agent.sh

demo:
	@exec bash deploy/demo/demo.sh

test:
	@exec bash tests/run.sh

bench:
	@exec bash tests/ActorNet.Benchmarks/run.sh $(B)

simulate:
	@exec bash tests/ActorNet.Simulation/run.sh $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED))

chaos:
	@exec bash tests/ActorNet.Chaos/run.sh $(C)

fuzz:
	@exec bash tests/ActorNet.Fuzz/run.sh $(F)

lint:
	@exec bash tests/lint-protos.sh

clean:
	rm -rf src/*/bin src/*/obj tests/*/bin tests/*/obj
