`default_nettype none

// Slow state: a memory with an old and a new half. Streams the old values (and the scalar drive) to every lane, and
// computes the new ones: m' = saturate(m + round((D m + B x) / 2^shift)).
module dmp_sweeps_core0_slow_state (
    input  wire               clk,
    input  wire               rst,
    input  wire               fresh,
    input  wire               half,
    input  wire [11:0]        drive,
    input  wire               term_valid,
    input  wire [2:0]         term_j,
    input  wire               term_update,
    input  wire               term_last,
    input  wire [4:0]         term_address,
    input  wire [2:0]         term_row,
    output wire signed [15:0] multiplicand
);
    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [15:0] states [0:7];
    reg  signed [15:0] states_old;

    // One cycle after the term was issued: the value it multiplies.
    reg  met_valid;
    reg  met_updates;
    reg  met_updates_next;
    reg  met_last;
    reg  met_last_next;
    reg  [2:0] met_j;
    reg  [2:0] met_j_next;
    reg  [2:0] met_row;
    reg  [2:0] met_row_next;
    reg  met_is_drive;
    reg  met_is_drive_next;

    always @* begin : met_updates_logic
        met_updates_next = met_updates;
        met_last_next = met_last;
        met_j_next = met_j;
        met_row_next = met_row;
        met_is_drive_next = met_is_drive;
        if (term_valid) begin
            met_updates_next = term_update;
            met_last_next = term_last;
            met_j_next = term_j;
            met_row_next = term_row;
            met_is_drive_next = (term_j == 3'd4);
        end
    end

    wire signed [15:0] remembered = !fresh ? states_old : 16'sd0;
    wire signed [15:0] value = met_is_drive ? {4'd0, drive} : remembered;
    assign multiplicand = value;

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [7:0] transitions [0:19];
    initial $readmemh("dmp_sweeps_core0_slow_state_transitions.hex", transitions);
    reg  signed [7:0] transitions_word;

    reg  product_valid;
    reg  product_last;
    reg  product_last_next;
    reg  signed [23:0] product_terms_0;
    reg  signed [23:0] product_terms_0_next;
    wire product_valid_condition = met_valid & met_updates;

    always @* begin : product_last_logic
        product_last_next = product_last;
        product_terms_0_next = product_terms_0;
        if (product_valid_condition) begin
            product_last_next = met_last;
            product_terms_0_next = $signed({{16{transitions_word[7]}}, transitions_word})
                * $signed({{8{value[15]}}, value});
        end
    end

    reg  first;
    reg  first_next;

    always @* begin : first_logic
        first_next = first;
        if (product_valid) begin
            first_next = product_last;
        end
    end

    reg  signed [24:0] sum_0;
    reg  signed [24:0] sum_0_next;

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        if (product_valid) begin
            sum_0_next = first ? {product_terms_0[23], product_terms_0}
                : sum_0 + {product_terms_0[23], product_terms_0};
        end
    end

    reg  finished;

    // The old value of each row at work, caught as it streams by.
    reg  signed [15:0] row_old_0;
    reg  signed [15:0] row_old_0_next;

    always @* begin : row_old_0_logic
        row_old_0_next = row_old_0;
        if (product_valid_condition & !met_is_drive & (met_j == met_row)) begin
            row_old_0_next = remembered;
        end
    end

    reg  [2:0] summed_1_row;
    reg  [2:0] summed_row;

    // Finished rows, leaving one a cycle.
    reg  signed [24:0] done_0;
    reg  signed [24:0] done_0_next;
    reg  signed [15:0] done_old_0;
    reg  signed [15:0] done_old_0_next;
    reg  left;
    reg  left_next;
    reg  [2:0] row;
    reg  [2:0] row_next;

    always @* begin : left_logic
        left_next = left;
        row_next = row;
        if (finished) begin
            left_next = 1'b1;
            row_next = summed_row;
        end else if (left) begin
            left_next = left - 1'b1;
            row_next = row + 3'd1;
        end
    end

    always @* begin : done_0_logic
        done_0_next = done_0;
        done_old_0_next = done_old_0;
        if (finished) begin
            done_0_next = sum_0;
            done_old_0_next = row_old_0;
        end else if (left) begin
            done_0_next = done_0;
            done_old_0_next = done_old_0;
        end
    end

    wire leaving = left & (row < 3'd4);

    // The change of the row that leaves, rounded.
    reg  change_valid;
    reg  [1:0] change_row;
    reg  [1:0] change_row_next;
    reg  signed [15:0] change_value;
    reg  signed [15:0] change_value_next;
    reg  signed [15:0] change_old;
    reg  signed [15:0] change_old_next;
    wire [1:0] change_row_value = row[1:0];

    always @* begin : change_row_logic
        change_row_next = change_row;
        change_value_next = change_value;
        change_old_next = change_old;
        if (leaving) begin
            change_row_next = change_row_value;
            change_value_next = ((change_row_value == 2'd0) ? {{2{done_0[24]}}, done_0[24:11]}
                : (change_row_value == 2'd1) ? {done_0[24], done_0[24:10]}
                : done_0[24:9]) + ((change_row_value == 2'd0) ? {15'd0, done_0[10]}
                : (change_row_value == 2'd1) ? {15'd0, done_0[9]}
                : {15'd0, done_0[8]});
            change_old_next = done_old_0;
        end
    end

    // The new value on its way to the new half.
    reg  write_valid;
    reg  [1:0] write_row;
    reg  [1:0] write_row_next;
    reg  signed [15:0] write_value;
    reg  signed [15:0] write_value_next;
    wire signed [16:0] write_value_sum = {change_old[15], change_old}
        + {change_value[15], change_value};

    always @* begin : write_row_logic
        write_row_next = write_row;
        write_value_next = write_value;
        if (change_valid) begin
            write_row_next = change_row;
            write_value_next = (write_value_sum[15] == write_value_sum[16]) ? write_value_sum[15:0]
                : {write_value_sum[16], {15{!write_value_sum[16]}}};
        end
    end

    always @(posedge clk) begin : registers
        if (rst) begin
            met_valid <= 1'b0;
            product_valid <= 1'b0;
            first <= 1'b1;
            finished <= 1'b0;
            left <= 1'b0;
            row <= 3'd0;
            change_valid <= 1'b0;
            write_valid <= 1'b0;
        end else begin
            met_valid <= term_valid;
            product_valid <= product_valid_condition;
            first <= first_next;
            finished <= product_valid & product_last;
            left <= left_next;
            row <= row_next;
            change_valid <= leaving;
            write_valid <= change_valid;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        met_updates <= met_updates_next;
        met_last <= met_last_next;
        met_j <= met_j_next;
        met_row <= met_row_next;
        met_is_drive <= met_is_drive_next;
        product_last <= product_last_next;
        product_terms_0 <= product_terms_0_next;
        sum_0 <= sum_0_next;
        row_old_0 <= row_old_0_next;
        summed_1_row <= met_row;
        summed_row <= summed_1_row;
        done_0 <= done_0_next;
        done_old_0 <= done_old_0_next;
        change_row <= change_row_next;
        change_value <= change_value_next;
        change_old <= change_old_next;
        write_row <= write_row_next;
        write_value <= write_value_next;
    end

    always @(posedge clk) begin : states_new_port
        if (write_valid) states[{!half, write_row}] <= write_value;
    end

    always @(posedge clk) begin : states_old_port
        if (term_valid & (term_j != 3'd4)) states_old <= states[{half, term_j[1:0]}];
    end

    always @(posedge clk) begin : transitions_word_port
        if (term_update) transitions_word <= transitions[term_address];
    end

`ifdef ASSERTIONS
    // states is never read at the address that is being written
    always @(posedge clk) begin : states_old_new_apart
        if (!rst) assert (!(term_valid & (term_j != 3'd4) & write_valid
            & ({half, term_j[1:0]} == {!half, write_row})));
    end
    // mux(first, product_terms_0, (sum_0 + product_terms_0)) lies within -13377240 to 13008705
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_0[23]}}, product_terms_0}
            : {sum_0[24], sum_0} + {{2{product_terms_0[23]}}, product_terms_0}) >= -26'sd13377240)
            & ($signed(first ? {{2{product_terms_0[23]}}, product_terms_0}
            : {sum_0[24], sum_0} + {{2{product_terms_0[23]}}, product_terms_0}) <= 26'sd13008705)));
    end
    // (row + 1) lies within 0 to 5
    always @(posedge clk) begin : row_fits
        if (!rst) assert (!(!finished & left) | ((row + 3'd1) <= 3'd5));
    end
`endif
endmodule

`default_nettype wire
