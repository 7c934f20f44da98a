using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Echo;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Testing;
using Google.Protobuf;

namespace ActorNet.Benchmarks.Acquire;

/// <summary>
/// All that take turns: the bare etcd client, the bare gRPC server, single coordinators with more and more leases present, and three coordinators as
/// one. All run all the time, on one etcd; those whose turn it is not have nothing to do.
/// </summary>
internal sealed class Field : IAsyncDisposable
{
    /// <summary>About what the journal writes for a lease.</summary>
    public const int EventBytes = 200;

    /// <summary>To each replica; with one the client's side is the bottleneck.</summary>
    private const int ConnectionsPerReplica = 4;

    private readonly List<IAsyncDisposable> processes = [];
    private readonly List<Connections> connections = [];
    private readonly List<Contender> contenders = [];

    private Field(string etcdUrl) => Bare = new BareClient(etcdUrl);

    /// <summary>The bare etcd client first, then the bare gRPC server, then the single coordinators, then the three.</summary>
    public IReadOnlyList<Contender> Contenders => contenders;

    public BareClient Bare { get; }

    /// <summary>Nodes that come to the three.</summary>
    public Holders OfThree { get; private set; } = null!;

    /// <summary>Nodes that are to have leases of the three all the time.</summary>
    public Holders PresentAtThree { get; private set; } = null!;

    public static async Task<Field> StartAsync(EtcdCluster etcd, IEnumerable<int> leasesPresent, CancellationToken cancellation)
    {
        var field = new Field(etcd.Endpoints[0]);
        try
        {
            await field.AddAsync(etcd, leasesPresent, cancellation);
            return field;
        }
        catch
        {
            await field.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        connections.ForEach(each => each.Dispose());
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        Bare.Dispose();
    }

    private async Task AddAsync(EtcdCluster etcd, IEnumerable<int> leasesPresent, CancellationToken cancellation)
    {
        var value = ByteString.CopyFrom(new byte[EventBytes]);
        var keys = 0;
        contenders.Add(new Contender("bare etcd client", _ => Bare.CreateAsync($"acquire/{Interlocked.Increment(ref keys):x16}", value), () => Task.CompletedTask));

        var echo = await EchoProcess.StartAsync();
        processes.Add(echo);
        var callers = new Holders(Connect([echo.Address]), "echo");
        contenders.Add(new Contender("bare gRPC server", callers.AcquireAsync, callers.ForgetAsync));

        foreach (var leases in leasesPresent)
        {
            cancellation.ThrowIfCancellationRequested();
            var one = await AddCoordinatorsAsync(etcd, $"with{leases}", size: 1);
            await new Holders(one, "present").FillAsync(leases);
            var comers = new Holders(one, "node");
            contenders.Add(new Contender($"one coordinator, {leases:#,0} leases", comers.AcquireAsync, comers.ReleaseAllAsync));
        }

        var three = await AddCoordinatorsAsync(etcd, "three", size: 3);
        PresentAtThree = new Holders(three, "present");
        OfThree = new Holders(three, "node");
        contenders.Add(new Contender("three coordinators, 0 leases", OfThree.AcquireAsync, OfThree.ReleaseAllAsync));
    }

    private async Task<Connections> AddCoordinatorsAsync(EtcdCluster etcd, string name, int size)
    {
        var cluster = await CoordinatorCluster.StartAsync(etcd, name, size);
        processes.Add(cluster);
        return Connect(cluster.Addresses);
    }

    private Connections Connect(IEnumerable<string> addresses)
    {
        var made = new Connections(addresses, ConnectionsPerReplica);
        connections.Add(made);
        return made;
    }
}
