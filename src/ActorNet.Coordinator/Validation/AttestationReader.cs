using System.Net.Sockets;
using ActorNet.Contracts.V1;
using Google.Protobuf.Collections;

namespace ActorNet.Coordinator.Validation;

/// <summary>Checks what a node attests. It is kept as it came, so everything in it must be of the documented form and bounded.</summary>
internal static class AttestationReader
{
    private const int MaxBridgeAddresses = 16;
    private const int MaxSubnets = 16;
    private const int MaxRoutes = 16;
    private const int MaxBridgeLength = 15; // IFNAMSIZ - 1, linux/if.h
    private const int MaxProblemLength = 253;

    /// <summary>What was attested, without fields that this version does not know; null where nothing was. With problems, it must not be used.</summary>
    public static NodeAttestation? Read(NodeAttestation? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return null;
        }

        if (given.Version < 1)
        {
            problems.Add($"{field}.version", $"{given.Version} is out of range; give 1, or leave out {field}");
        }

        Bridge(given.Bridge, $"{field}.bridge", problems);
        BridgeAddresses(given.BridgeAddresses, $"{field}.bridge_addresses", problems);
        NotNegative(given.ConfiguredEpoch, $"{field}.configured_epoch", problems);
        ConfiguredSubnets(given.ConfiguredSubnets, $"{field}.configured_subnets", problems);
        NotNegative(given.RoutesRight, $"{field}.routes_right", problems);
        NotNegative(given.RoutesWrong, $"{field}.routes_wrong", problems);
        NotNegative(given.PeerRevision, $"{field}.peer_revision", problems);
        NotNegative(given.OverlayWrong, $"{field}.overlay_wrong", problems);
        NotNegative(given.DriftMended, $"{field}.drift_mended", problems);
        Fields.FreeText(given.Problem, $"{field}.problem", MaxProblemLength, problems);
        HostRoutes(given.HostRoutes, $"{field}.host_routes", problems);
        var fence = Fence(given.Fence, $"{field}.fence", problems);
        var docker = Docker(given.Docker, $"{field}.docker", problems);
        var rules = Rules(given.Rules, $"{field}.rules", problems);
        return new NodeAttestation
        {
            Version = given.Version,
            Bridge = given.Bridge,
            BridgeAddresses = { given.BridgeAddresses },
            ConfiguredEpoch = given.ConfiguredEpoch,
            ConfiguredSubnets = { given.ConfiguredSubnets },
            RoutesRight = given.RoutesRight,
            RoutesWrong = given.RoutesWrong,
            PeerRevision = given.PeerRevision,
            Problem = given.Problem,
            OverlayWrong = given.OverlayWrong,
            DriftMended = given.DriftMended,
            HostRoutes = given.HostRoutes is { } routes
                ? new HostRoutes { Ipv4 = { routes.Ipv4 }, Ipv6 = { routes.Ipv6 }, Ipv4LeftOut = routes.Ipv4LeftOut, Ipv6LeftOut = routes.Ipv6LeftOut }
                : null,
            Fence = fence,
            Docker = docker,
            Rules = rules,
        };
    }

    /// <summary>A condition that is not known is one of a later version: kept, and not compared.</summary>
    private static FenceAttestation? Fence(FenceAttestation? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return null;
        }

        Condition(given.Condition == FenceCondition.Unspecified, field, problems);
        Fields.FreeText(given.Problem, $"{field}.problem", MaxProblemLength, problems);
        return new FenceAttestation { Condition = given.Condition, Problem = given.Problem };
    }

    private static DockerAttestation? Docker(DockerAttestation? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return null;
        }

        Condition(given.Condition == DockerCondition.Unspecified, field, problems);
        Fields.FreeText(given.Problem, $"{field}.problem", MaxProblemLength, problems);
        return new DockerAttestation { Condition = given.Condition, Problem = given.Problem };
    }

    private static RulesAttestation? Rules(RulesAttestation? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return null;
        }

        NotNegative(given.Wrong, $"{field}.wrong", problems);
        Fields.FreeText(given.Problem, $"{field}.problem", MaxProblemLength, problems);
        return new RulesAttestation { Wrong = given.Wrong, Problem = given.Problem };
    }

    private static void Condition(bool isMissing, string field, FieldProblems problems)
    {
        if (isMissing)
        {
            problems.Add($"{field}.condition", $"is not given; give one of the documented conditions, or leave out {field}");
        }
    }

    private static void Bridge(string text, string field, FieldProblems problems)
    {
        if (text.Length > MaxBridgeLength || text.Any(character => character is <= ' ' or > '~' or '/'))
        {
            problems.Add(field, $"{Fields.Quote(text)} is not an interface's name; give up to {MaxBridgeLength} printable ASCII characters without '/' and space, or nothing");
        }
    }

    private static void BridgeAddresses(RepeatedField<string> texts, string field, FieldProblems problems)
    {
        if (texts.Count > MaxBridgeAddresses)
        {
            problems.Add(field, $"{texts.Count} given; give up to {MaxBridgeAddresses}");
            return;
        }

        for (var index = 0; index < texts.Count; index++)
        {
            if (!IsInterfaceAddress(texts[index]))
            {
                problems.Add($"{field}[{index}]", $"{Fields.Quote(texts[index])} is not an address with its prefix length in canonical form; give one like 10.244.3.1/24");
            }
        }
    }

    private static void ConfiguredSubnets(RepeatedField<string> texts, string field, FieldProblems problems)
    {
        if (texts.Count > MaxSubnets)
        {
            problems.Add(field, $"{texts.Count} given; give up to {MaxSubnets}");
        }
        else
        {
            _ = Prefixes.Read(texts, field, problems);
        }
    }

    private static void HostRoutes(HostRoutes? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return;
        }

        Routes(given.Ipv4, AddressFamily.InterNetwork, $"{field}.ipv4", problems);
        Routes(given.Ipv6, AddressFamily.InterNetworkV6, $"{field}.ipv6", problems);
        NotNegative(given.Ipv4LeftOut, $"{field}.ipv4_left_out", problems);
        NotNegative(given.Ipv6LeftOut, $"{field}.ipv6_left_out", problems);
    }

    private static void Routes(RepeatedField<string> texts, AddressFamily family, string field, FieldProblems problems)
    {
        if (texts.Count > MaxRoutes)
        {
            problems.Add(field, $"{texts.Count} given; give up to {MaxRoutes}");
            return;
        }

        for (var index = 0; index < texts.Count; index++)
        {
            if (Prefixes.ReadOne(texts[index], $"{field}[{index}]", problems) is { } route && route.Family != family)
            {
                problems.Add($"{field}[{index}]", $"{route} is of the other address family; give it in its own list");
            }
        }
    }

    private static void NotNegative(long value, string field, FieldProblems problems)
    {
        if (value < 0)
        {
            problems.Add(field, $"{value} is out of range; give 0 or more");
        }
    }

    private static bool IsInterfaceAddress(string text) =>
        text.Split('/') is [var address, var length]
        && Addressing.Prefix.TryParse($"{address}/{(address.Contains(':') ? 128 : 32)}", out var single)
        && single.ToString().AsSpan().StartsWith($"{address}/")
        && int.TryParse(length, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && length == $"{number}"
        && number <= (single.Family == AddressFamily.InterNetwork ? 32 : 128);
}
