using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Etcd.TestHost;

// Usage: <name> <number of persistent actors> <endpoint>...
// Persists as fast as it is acknowledged, until it is killed, and believes that nobody else does.
var (name, count, endpoints) = (args[0], int.Parse(args[1]), args[2..]);
var config = ConfigurationFactory
    .ParseString(
        $$"""
        akka.etcd.endpoints = [{{string.Join(", ", endpoints.Select(url => $"\"{url}\""))}}]
        akka.persistence.journal.plugin = "akka.persistence.journal.etcd"
        akka.loglevel = ERROR
        akka.stdout-loglevel = ERROR
        """)
    .WithFallback(EtcdPersistence.DefaultConfiguration);
using var system = ActorSystem.Create("host", config);
for (var index = 0; index < count; index++)
{
    system.ActorOf(Props.Create<Owner>($"shared-{index}", name), $"owner-{index}");
}

await system.WhenTerminated;
