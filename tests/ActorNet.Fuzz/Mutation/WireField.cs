using Google.Protobuf;

namespace ActorNet.Fuzz.Mutation;

/// <summary>One field of a protobuf message on the wire, without its meaning.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Value">A number's value; of the others nothing.</param>
/// <param name="Bytes">The content of a field with a length.</param>
internal readonly record struct WireField(int Number, WireFormat.WireType Type, ulong Value, byte[] Bytes)
{
    /// <summary>The fields of a message; null: these bytes are none.</summary>
    public static List<WireField>? TryParse(byte[] message)
    {
        var fields = new List<WireField>();
        using var input = new CodedInputStream(message);
        try
        {
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                var (number, type) = (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag));
                WireField? field = type switch
                {
                    WireFormat.WireType.Varint => new(number, type, input.ReadUInt64(), []),
                    WireFormat.WireType.Fixed64 => new(number, type, input.ReadFixed64(), []),
                    WireFormat.WireType.Fixed32 => new(number, type, input.ReadFixed32(), []),
                    WireFormat.WireType.LengthDelimited => new(number, type, 0, input.ReadBytes().ToByteArray()),
                    _ => null,
                };
                if (field is not { } known)
                {
                    return null;
                }

                fields.Add(known);
            }

            return fields;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A message of fields.</summary>
    public static byte[] Write(IEnumerable<WireField> fields)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            foreach (var field in fields)
            {
                field.Write(output);
            }
        }

        return stream.ToArray();
    }

    private void Write(CodedOutputStream output)
    {
        output.WriteTag(Number, Type);
        switch (Type)
        {
            case WireFormat.WireType.Varint:
                output.WriteUInt64(Value);
                break;
            case WireFormat.WireType.Fixed64:
                output.WriteFixed64(Value);
                break;
            case WireFormat.WireType.Fixed32:
                output.WriteFixed32((uint)Value);
                break;
            case WireFormat.WireType.LengthDelimited:
                output.WriteBytes(ByteString.CopyFrom(Bytes));
                break;
        }
    }
}
