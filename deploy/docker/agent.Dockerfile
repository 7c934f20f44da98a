# The agent. It sets up the network namespace that it runs in: give it CAP_NET_ADMIN, and the host's network where it is to set up the host.
# Built from the repository's root: docker build -f deploy/docker/agent.Dockerfile -t actornet-agent .

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS manifests
WORKDIR /source
COPY . .
# What is left decides which packages are needed, so the restore below is done anew only when that changes.
RUN find . -type f ! -name '*.csproj' ! -name '*.props' ! -name packages.lock.json ! -name global.json -delete \
    && find . -type d -empty -delete

# With a linker: the agent is one native binary, which needs no runtime.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS build
WORKDIR /source
COPY --from=manifests /source .
RUN dotnet restore src/ActorNet.Agent --locked-mode
COPY . .
# The analyzers have had their say where the change was made.
RUN dotnet publish src/ActorNet.Agent --configuration Release --no-restore -p:RunAnalyzers=false -p:DebugType=none -p:CopyOutputSymbolsToPublishDirectory=false -p:PublishDocumentationFiles=false --output /out/agent

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble
LABEL org.opencontainers.image.title="actornet-agent" \
      org.opencontainers.image.description="Keeps a node's subnet: lease, docker0, routes" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/agent /opt/actornet/agent
# The lease's token: a node that comes back with it gets its subnet back at once.
VOLUME /var/lib/actornet/agent
# Only root is given CAP_NET_ADMIN by a container engine.
USER 0:0
STOPSIGNAL SIGTERM
# Whether docker0 is what the lease says. An agent that hangs is for whoever starts containers to start anew: it asks /healthz.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["/opt/actornet/agent/actornet-agent", "status"]
ENTRYPOINT ["/opt/actornet/agent/actornet-agent"]
