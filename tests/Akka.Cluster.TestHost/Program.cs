using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Cluster.TestHost;
using Akka.Configuration;

// Akka.Cluster.TestHost ETCD-URL PORT LEASE-SECONDS: one node of a cluster, until SIGTERM or until the node has to leave.
var (etcd, port, leaseSeconds) = (args[0], args[1], args[2]);
var config = ConfigurationFactory.ParseString(
    $$"""
    akka {
      loglevel = INFO
      stdout-loglevel = OFF
      extensions = ["Akka.Discovery.Etcd.Bootstrap.EtcdClusterBootstrapProvider, Akka.Discovery.Etcd"]
      actor.provider = cluster
      remote.dot-netty.tcp { hostname = 127.0.0.1, port = {{port}} }
      etcd { endpoints = ["{{etcd}}"], call-timeout = 1s, read-timeout = 3s }
      discovery.etcd.bootstrap.lease-ttl = {{leaseSeconds}}s
      coordinated-shutdown.exit-clr = on
      cluster {
        log-info = off
        run-coordinated-shutdown-when-down = on
        downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
        split-brain-resolver { active-strategy = keep-majority, stable-after = 1s, down-all-when-unstable = 6s }
        failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 5s, expected-response-after = 300ms, min-std-deviation = 100ms }
        gossip-interval = 200ms, leader-actions-interval = 200ms, unreachable-nodes-reaper-interval = 200ms, down-removal-margin = 1ms
        seed-node-timeout = 2s, retry-unsuccessful-join-after = 2s
      }
    }
    """);
using var system = ActorSystem.Create("test", config);
system.ActorOf(Props.Create(() => new ViewPrinter()), "view");
using var onSignal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    _ = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
});
await system.WhenTerminated;
