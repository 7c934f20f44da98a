using ActorNet.Contracts.V1;
using Google.Protobuf;
using EncodedAttributes = ActorNet.Allocation.Leases.NodeAttributes;

namespace ActorNet.Coordinator.Validation;

/// <summary>
/// Checks what a node says of itself and brings it into one form: defaults filled in, addresses canonical, labels sorted. Equal attributes
/// then have equal bytes, which is how the rules see that nothing changed.
/// </summary>
internal static class NodeAttributesReader
{
    private const int MaxLabels = 64;
    private const int MaxVni = (1 << 24) - 1;
    private const int KernelVxlanPort = 8472;

    public static EncodedAttributes Read(NodeAttributes? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return EncodedAttributes.None;
        }

        var normal = new NodeAttributes
        {
            PublicIpv4 = Addresses.UnicastIpv4(given.PublicIpv4, $"{field}.public_ipv4", problems),
            PublicIpv6 = Addresses.UnicastIpv6(given.PublicIpv6, $"{field}.public_ipv6", problems),
            BackendType = Backend(given.BackendType, $"{field}.backend_type", problems),
            Vxlan = Vxlan(given, $"{field}.vxlan", problems),
        };
        AddLabels(given, normal, $"{field}.labels", problems);
        return new EncodedAttributes(normal.ToByteString());
    }

    private static BackendType Backend(BackendType given, string field, FieldProblems problems)
    {
        if (!Enum.IsDefined(given))
        {
            problems.Add(field, $"{(int)given} is not a BackendType; give ALLOC (1), HOST_GW (2) or VXLAN (3)");
        }

        return given == BackendType.Unspecified ? BackendType.Alloc : given;
    }

    private static VxlanEndpoint? Vxlan(NodeAttributes attributes, string field, FieldProblems problems)
    {
        if (attributes.Vxlan is not { } given)
        {
            if (attributes.BackendType == BackendType.Vxlan)
            {
                problems.Add(field, "missing; with BACKEND_TYPE_VXLAN the other nodes need the tunnel end point");
            }

            return null;
        }

        if (attributes.BackendType != BackendType.Vxlan)
        {
            problems.Add(field, "given, but backend_type is not BACKEND_TYPE_VXLAN; leave it out or set that");
        }

        if (given.Vni is < 1 or > MaxVni)
        {
            problems.Add($"{field}.vni", $"{given.Vni} is out of range; give 1 to {MaxVni}");
        }

        if (given.Port is < 0 or > ushort.MaxValue)
        {
            problems.Add($"{field}.port", $"{given.Port} is out of range; give 1 to {ushort.MaxValue}, or 0 for {KernelVxlanPort}");
        }

        return new VxlanEndpoint
        {
            Vni = given.Vni,
            Port = given.Port == 0 ? KernelVxlanPort : given.Port,
            VtepMac = Addresses.UnicastMac(given.VtepMac, $"{field}.vtep_mac", problems),
            VtepMacV6 = given.VtepMacV6.Length == 0 ? string.Empty : Addresses.UnicastMac(given.VtepMacV6, $"{field}.vtep_mac_v6", problems),
        };
    }

    private static void AddLabels(NodeAttributes given, NodeAttributes normal, string field, FieldProblems problems)
    {
        if (given.Labels.Count > MaxLabels)
        {
            problems.Add(field, $"{given.Labels.Count} labels given; give up to {MaxLabels}");
            return;
        }

        foreach (var (key, value) in given.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            Labels.Check(key, value, field, problems);
            normal.Labels.Add(key, value);
        }
    }
}
