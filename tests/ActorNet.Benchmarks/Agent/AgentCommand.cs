using System.CommandLine;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Agent;

/// <summary>The benchmark <c>agent</c>: what the node's own program takes. As root: it makes network namespaces.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var command = new Command("agent", "what the program takes of a machine, ten thousand nodes' routes and tunnels in the kernel, one change among them, containers' throughput (root)");
        command.SetAction((_, cancellation) => Interruption.GuardAsync(RunAsync, cancellation));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellation)
    {
        List<Figure> figures = [.. await Residence.MeasureAsync(cancellation), await Starting.MeasureAsync(cancellation), .. await Programming.MeasureAsync(cancellation), await Throughput.MeasureAsync(cancellation)];
        Report.Print(figures);
    }
}
