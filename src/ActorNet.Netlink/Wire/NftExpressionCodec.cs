namespace ActorNet.Netlink.Wire;

/// <summary>The steps of a rule: NFTA_EXPR_ attributes, and those of each kind of step (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NftExpressionCodec
{
    private const ushort NameAttribute = 1;
    private const ushort DataAttribute = 2;

    // The one register of 16 bytes that is used (NFT_REG_1), and that of the verdict (NFT_REG_VERDICT).
    private const uint Register = 1;
    private const uint VerdictRegister = 0;

    private const ushort MetaRegister = 1;
    private const ushort MetaKey = 2;

    private const ushort PayloadRegister = 1;
    private const ushort PayloadBase = 2;
    private const ushort PayloadOffset = 3;
    private const ushort PayloadLength = 4;

    private const ushort CompareRegister = 1;
    private const ushort CompareOperator = 2;
    private const ushort CompareData = 3;
    private const uint NotEqual = 1;

    private const ushort BitwiseSource = 1;
    private const ushort BitwiseTarget = 2;
    private const ushort BitwiseLength = 3;
    private const ushort BitwiseMask = 4;
    private const ushort BitwiseXor = 5;

    private const ushort LookupSet = 1;
    private const ushort LookupRegister = 2;
    private const ushort LookupFlags = 5;
    private const uint LookupInverted = 1;

    private const ushort ImmediateRegister = 1;
    private const ushort ImmediateData = 2;

    private const ushort CounterBytes = 1;
    private const ushort CounterPackets = 2;

    private const ushort MasqueradeFlags = 1;
    private const uint RandomFully = 0x10;

    private const ushort DataValue = 1;
    private const ushort DataVerdict = 2;
    private const ushort VerdictCode = 1;
    private const ushort VerdictChain = 2;

    public static void Write(MessageWriter writer, NftExpression expression)
    {
        switch (expression)
        {
            case NftExpression.Meta meta:
                Write(writer, "meta", meta, static (data, step) => data.U32BigEndian(MetaRegister, Register).U32BigEndian(MetaKey, (uint)step.Key));
                break;
            case NftExpression.Payload payload:
                Write(writer, "payload", payload, static (data, step) => data
                    .U32BigEndian(PayloadRegister, Register)
                    .U32BigEndian(PayloadBase, (uint)step.Base)
                    .U32BigEndian(PayloadOffset, (uint)step.Offset)
                    .U32BigEndian(PayloadLength, (uint)step.Length));
                break;
            case NftExpression.Compare compare:
                Write(writer, "cmp", compare, static (data, step) => Value(
                    data.U32BigEndian(CompareRegister, Register).U32BigEndian(CompareOperator, step.IsInverted ? NotEqual : 0), CompareData, step.Value));
                break;
            case NftExpression.Mask mask:
                Write(writer, "bitwise", mask.Bits, static (data, bits) =>
                {
                    data.U32BigEndian(BitwiseSource, Register).U32BigEndian(BitwiseTarget, Register).U32BigEndian(BitwiseLength, (uint)bits.Bytes.Length);
                    Value(Value(data, BitwiseMask, bits), BitwiseXor, new NftValue(new byte[bits.Bytes.Length]));
                });
                break;
            case NftExpression.Lookup lookup:
                Write(writer, "lookup", lookup, static (data, step) => data
                    .Text(LookupSet, step.Set)
                    .U32BigEndian(LookupRegister, Register)
                    .U32BigEndian(LookupFlags, step.IsInverted ? LookupInverted : 0));
                break;
            case NftExpression.Counter counter:
                Write(writer, "counter", counter, static (data, step) => data.U64BigEndian(CounterBytes, step.Bytes).U64BigEndian(CounterPackets, step.Packets));
                break;
            case NftExpression.Decide decide:
                Write(writer, "immediate", decide, static (data, step) => data
                    .U32BigEndian(ImmediateRegister, VerdictRegister)
                    .Nested(ImmediateData, step, static (value, verdict) => value.Nested(DataVerdict, verdict, WriteVerdict)));
                break;
            case NftExpression.Masquerade masquerade:
                Write(writer, "masq", masquerade, static (data, step) => data.U32BigEndian(MasqueradeFlags, step.HasRandomPorts ? RandomFully : 0));
                break;
            default:
                throw new ArgumentException($"The step '{expression}' can be read only.", nameof(expression));
        }
    }

    public static NftExpression Parse(AttributeReader element)
    {
        var name = "";
        NftExpression? parsed = null;
        while (element.MoveNext())
        {
            if (element.Type == NameAttribute)
                name = element.Text();
            else if (element.Type == DataAttribute)
                parsed = Parse(name, element.Nested()); // the kernel puts the name first
        }

        return parsed ?? new NftExpression.Other(name);
    }

    private static void Write<T>(MessageWriter writer, string name, T step, Action<MessageWriter, T> write) => writer.Text(NameAttribute, name).Nested(DataAttribute, step, write);

    private static MessageWriter Value(MessageWriter writer, ushort type, NftValue value) =>
        writer.Nested(type, value, static (data, bytes) => data.Bytes(DataValue, bytes.Bytes));

    private static void WriteVerdict(MessageWriter writer, NftExpression.Decide verdict)
    {
        writer.U32BigEndian(VerdictCode, unchecked((uint)verdict.Verdict));
        if (verdict.Chain is { } chain)
            writer.Text(VerdictChain, chain);
    }

    private static NftExpression? Parse(string name, AttributeReader data) => name switch
    {
        "meta" => ParseMeta(data),
        "payload" => ParsePayload(data),
        "cmp" => ParseCompare(data),
        "bitwise" => ParseMask(data),
        "lookup" => ParseLookup(data),
        "counter" => ParseCounter(data),
        "immediate" => ParseVerdict(data),
        "masq" => ParseMasquerade(data),
        _ => null,
    };

    /// <summary>Null for one that sets something.</summary>
    private static NftExpression.Meta? ParseMeta(AttributeReader data)
    {
        NftMetaKey? key = null;
        var reads = false;
        while (data.MoveNext())
        {
            if (data.Type == MetaKey)
                key = (NftMetaKey)data.U32BigEndian();
            else if (data.Type == MetaRegister)
                reads = data.U32BigEndian() == Register;
        }

        return reads && key is { } known ? new NftExpression.Meta(known) : null;
    }

    private static NftExpression.Payload? ParsePayload(AttributeReader data)
    {
        var payload = new NftExpression.Payload(NftPayloadBase.Link, 0, 0);
        var reads = false;
        while (data.MoveNext())
        {
            switch (data.Type)
            {
                case PayloadRegister:
                    reads = data.U32BigEndian() == Register;
                    break;
                case PayloadBase:
                    payload = payload with { Base = (NftPayloadBase)data.U32BigEndian() };
                    break;
                case PayloadOffset:
                    payload = payload with { Offset = unchecked((int)data.U32BigEndian()) };
                    break;
                case PayloadLength:
                    payload = payload with { Length = unchecked((int)data.U32BigEndian()) };
                    break;
            }
        }

        return reads ? payload : null;
    }

    /// <summary>Null for one that does not ask whether something is equal.</summary>
    private static NftExpression.Compare? ParseCompare(AttributeReader data)
    {
        var (register, comparison) = (0u, 0u);
        NftValue? value = null;
        while (data.MoveNext())
        {
            switch (data.Type)
            {
                case CompareRegister:
                    register = data.U32BigEndian();
                    break;
                case CompareOperator:
                    comparison = data.U32BigEndian();
                    break;
                case CompareData:
                    value = ParseValue(data.Nested());
                    break;
            }
        }

        return register == Register && comparison <= NotEqual && value is { } known ? new NftExpression.Compare(known, comparison == NotEqual) : null;
    }

    /// <summary>Null for one that does more than keep some bits.</summary>
    private static NftExpression.Mask? ParseMask(AttributeReader data)
    {
        NftValue? mask = null;
        var isPlain = true;
        while (data.MoveNext())
        {
            switch (data.Type)
            {
                case BitwiseSource or BitwiseTarget:
                    isPlain &= data.U32BigEndian() == Register;
                    break;
                case BitwiseMask:
                    mask = ParseValue(data.Nested());
                    break;
                case BitwiseXor:
                    isPlain &= ParseValue(data.Nested()) is { } xor && !xor.Bytes.ContainsAnyExcept((byte)0);
                    break;
            }
        }

        return isPlain && mask is { } bits ? new NftExpression.Mask(bits) : null;
    }

    private static NftExpression.Lookup? ParseLookup(AttributeReader data)
    {
        string? set = null;
        var (register, flags) = (0u, 0u);
        while (data.MoveNext())
        {
            switch (data.Type)
            {
                case LookupSet:
                    set = data.Text();
                    break;
                case LookupRegister:
                    register = data.U32BigEndian();
                    break;
                case LookupFlags:
                    flags = data.U32BigEndian();
                    break;
            }
        }

        return set is not null && register == Register ? new NftExpression.Lookup(set, (flags & LookupInverted) != 0) : null;
    }

    private static NftExpression.Counter ParseCounter(AttributeReader data)
    {
        var counter = new NftExpression.Counter();
        while (data.MoveNext())
        {
            counter = data.Type switch
            {
                CounterBytes => counter with { Bytes = data.U64BigEndian() },
                CounterPackets => counter with { Packets = data.U64BigEndian() },
                _ => counter,
            };
        }

        return counter;
    }

    /// <summary>Null for one that loads a value.</summary>
    private static NftExpression.Decide? ParseVerdict(AttributeReader data)
    {
        NftExpression.Decide? verdict = null;
        while (data.MoveNext())
        {
            if (data.Type != ImmediateData)
                continue;
            for (var value = data.Nested(); value.MoveNext();)
            {
                if (value.Type != DataVerdict)
                    continue;
                verdict = new NftExpression.Decide(NftVerdict.Drop);
                for (var part = value.Nested(); part.MoveNext();)
                {
                    if (part.Type == VerdictCode)
                        verdict = verdict with { Verdict = (NftVerdict)unchecked((int)part.U32BigEndian()) };
                    else if (part.Type == VerdictChain)
                        verdict = verdict with { Chain = part.Text() };
                }
            }
        }

        return verdict;
    }

    private static NftExpression.Masquerade ParseMasquerade(AttributeReader data)
    {
        var flags = 0u;
        while (data.MoveNext())
        {
            if (data.Type == MasqueradeFlags)
                flags = data.U32BigEndian();
        }

        return new NftExpression.Masquerade((flags & RandomFully) != 0);
    }

    private static NftValue? ParseValue(AttributeReader data)
    {
        NftValue? value = null;
        while (data.MoveNext())
        {
            if (data.Type == DataValue)
                value = new NftValue(data.Value);
        }

        return value;
    }
}
