using ActorNet.Benchmarks.Clients;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Core;

namespace ActorNet.Benchmarks.Echo;

/// <summary>The echo server, beside the coordinators: a process like theirs.</summary>
internal sealed class EchoProcess : IAsyncDisposable
{
    private readonly RunningProgram process;

    private EchoProcess(RunningProgram program, string address) => (process, Address) = (program, address);

    public string Address { get; }

    public static async Task<EchoProcess> StartAsync()
    {
        var port = LoopbackPorts.Take();

        // The coordinator's garbage collector: one heap.
        var program = RunningProgram.Start("env", "DOTNET_gcServer=0", Environment.ProcessPath!, EchoCommand.Name, port.ToString());
        var echo = new EchoProcess(program, $"http://127.0.0.1:{port}");
        try
        {
            using var connections = new Connections([echo.Address], perAddress: 1);
            await Eventually.HoldsAsync("the echo server's first answer", () => AnswersAsync(connections), evidence: () => program.Log);
            return echo;
        }
        catch
        {
            await echo.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<bool> AnswersAsync(Connections connections)
    {
        try
        {
            await connections[0].RenewLeaseAsync(new RenewLeaseRequest());
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
