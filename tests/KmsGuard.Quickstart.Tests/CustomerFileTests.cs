using System.Text;
using Quickstart;
using Quickstart.Models;

namespace KmsGuard.Quickstart.Tests;

public class CustomerFileTests
{
    private const string Header = "tenant,id,country,name,email,national_id,card_number,birth_date,balance,last_contact,notes";
    private const string GoodRow = "aurora,0f8fad5b-d9cb-469f-a165-70867728950e,SE,Åsa Öberg,asa@example.com,N1,4242424242424242,1984-02-29,-12.50,2026-03-04T10:15:00+02:00,A note";
    private const string OtherRow = "aurora,7c9e6679-7425-40de-944b-e07fc1f90ae7,SE,Bo Ek,,,,,0,,";

    [Fact]
    public void Every_column_is_read()
    {
        var customer = Assert.Single(Parse(Header, GoodRow));
        Assert.Equal("aurora", customer.Tenant);
        Assert.Equal(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), customer.Id);
        Assert.Equal("SE", customer.Country);
        Assert.Equal("Åsa Öberg", customer.Name);
        Assert.Equal("asa@example.com", customer.Email);
        Assert.Equal("N1", customer.NationalId);
        Assert.Equal("4242424242424242", customer.CardNumber);
        Assert.Equal(new DateOnly(1984, 2, 29), customer.BirthDate);
        Assert.Equal(-12.50m, customer.Balance);
        Assert.True(customer.LastContact!.Value.EqualsExact(new DateTimeOffset(2026, 3, 4, 10, 15, 0, TimeSpan.FromHours(2))));
        Assert.Equal("A note", customer.Notes);
    }

    [Fact]
    public void Nothing_is_missing_and_quotes_with_nothing_are_empty()
    {
        var customer = Assert.Single(Parse(Header, "aurora,7c9e6679-7425-40de-944b-e07fc1f90ae7,SE,Bo Ek,\"\",,\"\",,0,,\"\""));
        Assert.Equal("", customer.Email);
        Assert.Null(customer.NationalId);
        Assert.Equal("", customer.CardNumber);
        Assert.Null(customer.BirthDate);
        Assert.Null(customer.LastContact);
        Assert.Equal("", customer.Notes);
    }

    [Theory]
    [InlineData("\"a, b\"", "a, b")]
    [InlineData("\"she said \"\"no\"\"\"", "she said \"no\"")]
    [InlineData("\"one\ntwo\r\n\nfour\"", "one\ntwo\r\n\nfour")]
    [InlineData("  spaces stay  ", "  spaces stay  ")]
    [InlineData("null", "null")]
    [InlineData("e\u0301 👩‍👩‍👧", "e\u0301 👩‍👩‍👧")]
    public void Text_is_taken_to_the_letter(string field, string text) =>
        Assert.Equal(text, Assert.Single(Parse(Header, GoodRow.Replace("A note", field))).Notes);

    [Theory]
    [InlineData("0.00")]
    [InlineData("-0.01")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    public void An_amount_keeps_its_digits(string amount) =>
        Assert.Equal(amount, Assert.Single(Parse(Header, GoodRow.Replace("-12.50", amount))).Balance.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void The_order_of_the_columns_is_free()
    {
        var columns = Header.Split(',').Reverse();
        var fields = GoodRow.Split(',').Reverse();
        Assert.Equal("asa@example.com", Assert.Single(Parse(string.Join(',', columns), string.Join(',', fields))).Email);
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_fine() =>
        Assert.Equal(2, CustomerFile.Parse(Encoding.UTF8.GetBytes($"\uFEFF{Header}\r\n{GoodRow}\r\n{OtherRow.Replace("Bo Ek,", "Bo Ek,\"\"")}"), "people.csv").Count);

    [Theory]
    [InlineData("tenant", "aurora", "", "missing or empty")]
    [InlineData("tenant", "aurora", "\"\"", "missing or empty")]
    [InlineData("tenant", "aurora", "auro\u001b[31mra", "not a tenant")]
    [InlineData("id", "0f8fad5b-d9cb-469f-a165-70867728950e", "", "missing or empty")]
    [InlineData("id", "0f8fad5b-d9cb-469f-a165-70867728950e", "00000000-0000-0000-0000-000000000000", "all zeros")]
    [InlineData("id", "0f8fad5b-d9cb-469f-a165-70867728950e", "17", "not an id")]
    [InlineData("country", "SE", "Sweden", "not a country code")]
    [InlineData("name", "Åsa Öberg", "", "missing")]
    [InlineData("email", "asa@example.com", "", "missing")]
    [InlineData("birth_date", "1984-02-29", "1983-02-29", "not a date")]
    [InlineData("birth_date", "1984-02-29", "29.02.1984", "not a date")]
    [InlineData("birth_date", "1984-02-29", "\"\"", "not a date")]
    [InlineData("balance", "-12.50", "", "missing or empty")]
    [InlineData("balance", "-12.50", "1.234.567", "not an amount")]
    [InlineData("balance", "-12.50", "\"12,50\"", "not an amount")]
    [InlineData("balance", "-12.50", "-0.00", "not an amount")]
    [InlineData("balance", "-12.50", "1e5", "not an amount")]
    [InlineData("balance", "-12.50", "0.00000000000000000000000000001", "not an amount")]
    [InlineData("balance", "-12.50", "99999999999999999999999999999999", "not an amount")]
    [InlineData("last_contact", "2026-03-04T10:15:00+02:00", "2026-03-04T10:15:00", "not a time")]
    [InlineData("last_contact", "2026-03-04T10:15:00+02:00", "2026-03-04T25:15:00+02:00", "not a time")]
    [InlineData("notes", "A note", "a \"quoted\" word", "a quote inside a field")]
    [InlineData("notes", "A note", "\"a \"quoted\" word\"", "text after the closing quote")]
    [InlineData("notes", "A note", "\"never closed", "a quote that is never closed")]
    public void A_bad_value_is_named_by_line_and_column(string column, string good, string bad, string problem)
    {
        var error = Assert.Throws<CustomerFileException>(() => Parse(Header, OtherRow.Replace("Bo Ek,", "\"Bo\nEk\",\"\""), GoodRow.Replace(good, bad)));
        Assert.Equal(4, error.Line);      // the first customer takes lines 2 and 3
        Assert.Equal(column, error.Column);
        Assert.StartsWith($"people.csv, line 4, column {column}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void A_row_with_another_number_of_fields_is_refused(int fields)
    {
        var row = string.Join(',', [.. GoodRow.Split(',').Append("more").Take(fields)]);
        var error = Assert.Throws<CustomerFileException>(() => Parse(Header, row));
        Assert.Equal($"people.csv, line 2: the row has {fields} fields, and the header 11 columns", error.Message);
    }

    [Fact]
    public void An_id_that_comes_twice_is_refused()
    {
        var error = Assert.Throws<CustomerFileException>(() => Parse(Header, GoodRow, GoodRow));
        Assert.Equal("people.csv, line 3, column id: the same id as in line 2", error.Message);
    }

    [Theory]
    [InlineData(" ", "people.csv, line 1, column 1: not one of the known columns")]
    [InlineData("tenant,id,country,name,email,national_id,card_number,birth_date,last_contact,notes", "people.csv, line 1: the header lacks: balance")]
    [InlineData(Header + ",salary", "people.csv, line 1, column 12: not one of the known columns")]
    [InlineData(Header + ",notes", "people.csv, line 1, column notes: stands in the header twice")]
    [InlineData("tenant,\"id", "people.csv, line 1: the header has a quote that is never closed")]
    public void A_header_that_does_not_fit_is_refused(string header, string message) =>
        Assert.StartsWith(message, Assert.Throws<CustomerFileException>(() => Parse(header, GoodRow)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.StartsWith("people.csv, line 1: the header lacks: tenant, id, ", Assert.Throws<CustomerFileException>(() => CustomerFile.Parse([], "people.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void No_message_repeats_a_value()
    {
        foreach (var column in Enumerable.Range(0, 11))
        {
            var fields = GoodRow.Split(',');
            fields[column] = "Private\"matter";
            Assert.DoesNotContain("Private", Assert.Throws<CustomerFileException>(() => Parse(Header, string.Join(',', fields))).Message, StringComparison.Ordinal);
            fields[column] = "\"Private";
            Assert.DoesNotContain("Private", Assert.Throws<CustomerFileException>(() => Parse(Header, string.Join(',', fields))).Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Öberg", Assert.Throws<CustomerFileException>(() => Parse(GoodRow)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_customers_is_refused() =>
        Assert.Equal("people.csv, line 2: there is no customer after the header", Assert.Throws<CustomerFileException>(() => Parse(Header)).Message);

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC3)]
    [InlineData(0xED)]
    public void Bytes_that_are_not_utf8_are_refused(byte stray)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Header}\n{OtherRow.Replace("Bo Ek,", "Bo Ek,\"\"")}\naur"), stray, .. Encoding.UTF8.GetBytes("ora,...\n")];
        var error = Assert.Throws<CustomerFileException>(() => CustomerFile.Parse(content, "people.csv"));
        Assert.Equal("people.csv, line 3: byte 4 of the line is not UTF-8. Save the file as UTF-8", error.Message);
    }

    private static IReadOnlyList<Customer> Parse(params string[] lines) =>
        CustomerFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), "people.csv");
}
