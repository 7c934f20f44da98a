using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Pools;

/// <summary>Which fields of a pool a change is about, and the pool with them changed.</summary>
internal static class PoolMask
{
    /// <summary>Those that say what a pool is; the others name it, or are for output only.</summary>
    private static readonly IReadOnlyList<FieldDescriptor> Changeable =
    [
        .. new[]
        {
            Pool.CidrsFieldNumber,
            Pool.Ipv4PrefixLengthFieldNumber,
            Pool.Ipv6PrefixLengthFieldNumber,
            Pool.Ipv4PrefixLengthRangeFieldNumber,
            Pool.Ipv6PrefixLengthRangeFieldNumber,
            Pool.TimeToLiveFieldNumber,
            Pool.QuarantineFieldNumber,
            Pool.ShardCountFieldNumber,
            Pool.ReclaimFieldNumber,
            Pool.NodeSelectorFieldNumber,
            Pool.Ipv4NetworkFieldNumber,
            Pool.Ipv6NetworkFieldNumber,
            Pool.CordonedFieldNumber,
            Pool.MoveWindowFieldNumber,
            Pool.HeadroomFieldNumber,
        }.Select(number => Pool.Descriptor.FindFieldByNumber(number)),
    ];

    /// <summary>The pool as it should be.</summary>
    /// <param name="present">The pool as it is, with everything filled in.</param>
    /// <param name="given">What should be different.</param>
    /// <param name="mask">Which fields of it; null or empty: those that are set.</param>
    /// <param name="problems">Takes what is wrong with the mask.</param>
    public static Pool Merge(Pool present, Pool given, FieldMask? mask, FieldProblems problems)
    {
        var fields = mask is null || mask.Paths.Count == 0 ? [.. Changeable.Where(field => IsSet(given, field))] : Named(mask, problems);
        var merged = present.Clone();
        foreach (var field in fields)
        {
            Copy(given, merged, field);
        }

        merged.Ipv4PrefixLengthRange = Follow(merged.Ipv4PrefixLengthRange, fields, Pool.Ipv4PrefixLengthFieldNumber, Pool.Ipv4PrefixLengthRangeFieldNumber);
        merged.Ipv6PrefixLengthRange = Follow(merged.Ipv6PrefixLengthRange, fields, Pool.Ipv6PrefixLengthFieldNumber, Pool.Ipv6PrefixLengthRangeFieldNumber);
        return merged;
    }

    /// <summary>The fields in which two pools differ, in the order of the contract.</summary>
    public static IEnumerable<FieldDescriptor> Differing(Pool one, Pool other) =>
        Changeable.OrderBy(field => field.FieldNumber).Where(field => !Equals(field.Accessor.GetValue(one), field.Accessor.GetValue(other)));

    private static List<FieldDescriptor> Named(FieldMask mask, FieldProblems problems)
    {
        var fields = new List<FieldDescriptor>();
        foreach (var path in mask.Paths)
        {
            if (Changeable.FirstOrDefault(field => field.Name == path) is { } field)
            {
                fields.Add(field);
            }
            else
            {
                problems.Add("update_mask", $"{Fields.Quote(path)} is not a field of a pool that can be given; give {string.Join(", ", Changeable.Select(field => field.Name))}");
            }
        }

        return fields;
    }

    private static bool IsSet(Pool pool, FieldDescriptor field) => field.Accessor.GetValue(pool) switch
    {
        null or 0 or false or "" or ReclaimPolicy.Unspecified => false,
        System.Collections.ICollection collection => collection.Count > 0,
        _ => true,
    };

    private static void Copy(Pool from, Pool to, FieldDescriptor field)
    {
        field.Accessor.Clear(to);
        switch (field.FieldNumber)
        {
            case Pool.CidrsFieldNumber:
                to.Cidrs.Add(from.Cidrs);
                break;
            case Pool.NodeSelectorFieldNumber:
                to.NodeSelector.Add(from.NodeSelector);
                break;
            default:
                if (field.Accessor.GetValue(from) is { } value)
                {
                    field.Accessor.SetValue(to, value);
                }

                break;
        }
    }

    /// <summary>A range that has nothing but the default length follows that where it changes.</summary>
    private static PrefixLengthRange? Follow(PrefixLengthRange? range, IReadOnlyList<FieldDescriptor> fields, int length, int lengthRange)
    {
        var isLeft = fields.Any(field => field.FieldNumber == length) && !fields.Any(field => field.FieldNumber == lengthRange);
        return isLeft && range is not null && range.Shortest == range.Longest ? null : range;
    }
}
