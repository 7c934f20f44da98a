# The coordinator, and beside it the command `actornet`: for the health check and for `docker exec`.
# Built from the repository's root: docker build -f deploy/docker/coordinator.Dockerfile -t actornet-coordinator .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS manifests
WORKDIR /source
COPY . .
# What is left decides which packages are needed, so the restore below is done anew only when that changes.
RUN find . -type f ! -name '*.csproj' ! -name '*.props' ! -name packages.lock.json ! -name global.json -delete \
    && find . -type d -empty -delete

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY --from=manifests /source .
RUN dotnet restore src/ActorNet.Coordinator --locked-mode && dotnet restore src/ActorNet.Cli --locked-mode
COPY . .
# The analyzers have had their say where the change was made. Of SQLite and LMDB there is a library for every system there is.
RUN dotnet publish src/ActorNet.Coordinator --configuration Release --no-restore -p:RunAnalyzers=false --output /out/coordinator \
    && dotnet publish src/ActorNet.Cli --configuration Release --no-restore -p:RunAnalyzers=false --output /out/cli \
    && find /out/*/runtimes -mindepth 1 -maxdepth 1 ! -name linux-x64 ! -name linux-arm64 -exec rm -r {} + \
    && find /out -name '*.pdb' -delete \
    && mkdir /out/data

FROM mcr.microsoft.com/dotnet/aspnet:10.0
LABEL org.opencontainers.image.title="actornet-coordinator" \
      org.opencontainers.image.description="Hands out subnets to the nodes of a container cluster" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/coordinator /opt/actornet/coordinator
COPY --from=build /out/cli /opt/actornet/cli
# Without etcd the journal is in /var/lib/actornet/coordinator. A volume that is mounted there gets this owner.
COPY --from=build --chown=1654:1654 /out/data /var/lib/actornet
ENV PATH=/opt/actornet/cli:$PATH \
    XDG_STATE_HOME=/var/lib \
    DOTNET_EnableDiagnostics=0
# 7410 gRPC, 7411 the other coordinators.
EXPOSE 7410 7411
# The base image's user without rights.
USER 1654:1654
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["actornet", "status", "--timeout", "3s"]
ENTRYPOINT ["/opt/actornet/coordinator/actornet-coordinator"]
