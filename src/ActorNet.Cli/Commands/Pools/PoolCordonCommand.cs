using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool cordon</c> and <c>actornet pool uncordon</c>.</summary>
internal static class PoolCordonCommand
{
    public static Command Cordon(CommandHost host) =>
        Create(host, "cordon", "Grants nothing new from a pool; nodes that hold a lease keep it.", cordoned: true);

    public static Command Uncordon(CommandHost host) => Create(host, "uncordon", "Grants from a pool again.", cordoned: false);

    private static Command Create(CommandHost host, string verb, string description, bool cordoned)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var command = new Command(verb, description) { name };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(session, parse.GetRequiredValue(name), cordoned, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, bool cordoned, CancellationToken cancellationToken)
    {
        var request = new PlanPoolChangeRequest
        {
            Pool = new Pool { Name = name, Cordoned = cordoned },
            UpdateMask = new FieldMask { Paths = { "cordoned" } },
        };
        var plan = await session.PlanAsync(request, cancellationToken);
        var pool = plan.Id.Length > 0 ? await session.ApplyAsync(plan.Id, cancellationToken) : plan.Proposed;
        session.Output.Write(new PoolReport(pool, session.Now, $"Pool {name} is {(cordoned ? "cordoned" : "not cordoned")}."));
        return ExitCode.Ok;
    }
}
