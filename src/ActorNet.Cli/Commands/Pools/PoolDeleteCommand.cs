using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool delete</c>.</summary>
internal static class PoolDeleteCommand
{
    private const string Description = """
        Deletes a pool that no node holds a lease in. Where one does, nothing is done: 'actornet pool cordon' keeps
        new nodes away, 'actornet lease release' ends the leases that there are. Its reservations end with it; its history stays.
        """;

    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };
        var command = new Command("delete", Description) { name, yes };
        host.SetAction(command, (parse, session, cancellationToken) =>
            RunAsync(session, parse.GetRequiredValue(name), Confirmation.For(session, parse.GetValue(yes), "a deletion"), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var pool = await session.ReadPoolAsync(name, cancellationToken);
        await confirmation.AskAsync(
            confirmation.IsNeeded ? await EffectsAsync(session, name, cancellationToken) : [], $"Delete pool {name} ({string.Join(' ', pool.Cidrs)}, {pool.Usage?.Leases ?? 0} leases)?", "nothing was deleted", cancellationToken);

        var request = new DeletePoolRequest { Name = name };
        try
        {
            await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeletePoolAsync(request, options), cancellationToken);
        }
        catch (CoordinatorCallException exception) when (exception.Failures.Any(failure => failure.Error.Reason == ErrorReason.PoolNotFound))
        {
            // It was there a moment ago: a coordinator whose answer was lost has deleted it.
        }

        session.Output.Write(new PoolDeletedReport(pool));
        return ExitCode.Ok;
    }

    private static async Task<IEnumerable<string>> EffectsAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var (reservations, _) = await session.ReadReservationsAsync(name, cancellationToken);
        return reservations.Count > 0 ? [$"Its reservations end with it: {reservations.Count}, among them {reservations[0].Name} of {reservations[0].Cidr}."] : [];
    }
}
