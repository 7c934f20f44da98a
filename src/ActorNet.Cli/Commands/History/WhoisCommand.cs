using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.History;

/// <summary><c>actornet whois</c>.</summary>
internal static class WhoisCommand
{
    public static Command Create(CommandHost host)
    {
        var address = new Argument<string>("ADDRESS")
        {
            Description = "An address like 10.244.7.21, or a prefix like 10.244.0.0/16 for all that overlaps it.",
            CustomParser = Parsed.One<string>(AddressText.TryParse),
        };
        var at = SharedArguments.Time("--at", "The time, like 2026-08-20T03:14Z [default: now]");
        var command = new Command("whois", "Says who holds an address, or held it at a time, in any pool, also one that is gone.") { address, at };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new LookupAddressRequest { Address = parse.GetRequiredValue(address), Time = parse.GetValue(at)?.ToTimestamp() };
            return RunAsync(session, request, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, LookupAddressRequest lookup, CancellationToken cancellationToken)
    {
        var pages = await Paging.ReadAllAsync<LookupAddressResponse, LookupAddressResponse>(
            async token =>
            {
                var request = lookup.Clone();
                request.PageToken = token;
                return await session.ReadPageAsync(
                    (invoker, options) => new HistoryService.HistoryServiceClient(invoker).LookupAddressAsync(request, options),
                    cancellationToken);
            },
            page => [page],
            page => page.NextPageToken);
        var answer = pages.First.Clone();
        foreach (var page in pages.Items.Skip(1))
        {
            answer.Tenures.Add(page.Tenures);
            answer.Quarantined.Add(page.Quarantined);
        }

        answer.NextPageToken = "";
        session.Output.Write(new WhoisReport(lookup.Address, answer));
        return ExitCode.Ok;
    }
}
