using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ActorNet.Chaos.Lab;
using ActorNet.Histories.Recording;
using ActorNet.Testing;

namespace ActorNet.Chaos.Observation;

/// <summary>Containers that send one another numbered packets all the time, each to the next two, so that each packet that is lost is known.</summary>
internal sealed class PingMesh : IAsyncDisposable
{
    private const int Port = 9000;
    private const int PacketLength = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly History history;
    private readonly List<Peer> peers = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> loops = [];

    private PingMesh(History history) => this.history = history;

    /// <summary>Starts it, once every packet can arrive.</summary>
    /// <param name="nodes">Nodes with a docker0, and routes to one another.</param>
    /// <param name="history">Where packets are written down.</param>
    public static async Task<PingMesh> StartAsync(IReadOnlyList<Node> nodes, History history)
    {
        var mesh = new PingMesh(history);
        foreach (var node in nodes)
        {
            var container = await node.AddContainerAsync();
            var socket = NamespaceSocket.OpenDatagram(container.Namespace);
            socket.Bind(new IPEndPoint(IPAddress.Parse(container.Address), Port));
            mesh.peers.Add(new Peer(ObservedNode.PartyOf(node), socket, new IPEndPoint(IPAddress.Parse(container.Address), Port)));
        }

        await mesh.WarmUpAsync(nodes);
        mesh.loops.AddRange(Enumerable.Range(0, mesh.peers.Count).Select(index => Task.Run(() => mesh.ReceiveAsync(index))));
        mesh.loops.Add(Task.Run(mesh.SendAsync));
        return mesh;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        peers.ForEach(peer => peer.Socket.Dispose());
        stopping.Dispose();
    }

    /// <summary>A neighbour's address is asked for at the first packet, which waits meanwhile.</summary>
    private async Task WarmUpAsync(IReadOnlyList<Node> nodes)
    {
        foreach (var (from, to) in Pairs())
        {
            await Eventually.HoldsAsync($"a ping from {peers[from].Name} to {peers[to].Name}", () => nodes[from].Container!.CanPingAsync(nodes[to].Container!.Address), TimeSpan.FromSeconds(60));
        }
    }

    private IEnumerable<(int From, int To)> Pairs() => peers.Count < 2 ? [] :
        from index in Enumerable.Range(0, peers.Count)
        from step in Enumerable.Range(1, Math.Min(2, peers.Count - 1))
        select (index, (index + step) % peers.Count);

    private async Task SendAsync()
    {
        using var timer = new PeriodicTimer(Pause);
        var packet = new byte[PacketLength];
        for (var number = 1L; !stopping.IsCancellationRequested; number++)
        {
            foreach (var (from, to) in Pairs())
            {
                BinaryPrimitives.WriteInt32LittleEndian(packet, from);
                BinaryPrimitives.WriteInt64LittleEndian(packet.AsSpan(4), number);
                history.Record(new PacketSent(peers[from].Name, peers[to].Name, number));
                Send(peers[from].Socket, packet, peers[to].Address);
            }

            await ((Task)timer.WaitForNextTickAsync(stopping.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What the kernel refuses to send is lost like any other packet.</summary>
    private static void Send(Socket socket, byte[] packet, IPEndPoint to)
    {
        try
        {
            socket.SendTo(packet, to);
        }
        catch (SocketException)
        {
            // It was written down as sent, and never arrives.
        }
    }

    private async Task ReceiveAsync(int index)
    {
        var packet = new byte[PacketLength];
        var anybody = new IPEndPoint(IPAddress.Any, 0);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await peers[index].Socket.ReceiveFromAsync(packet, anybody, stopping.Token);
                var from = BinaryPrimitives.ReadInt32LittleEndian(packet);
                history.Record(new PacketReceived(peers[from].Name, peers[index].Name, BinaryPrimitives.ReadInt64LittleEndian(packet.AsSpan(4))));
            }
            catch (SocketException)
            {
                // The answer to one of its own: it could not be delivered.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private sealed record Peer(string Name, Socket Socket, IPEndPoint Address);
}
